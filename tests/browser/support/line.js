// The site at the end of a line that can be cut, fall silent, or bring a newer version.
import { once } from "node:events";
import http from "node:http";

import { ask } from "./ask.js";
import { origin } from "./site.js";

// Hands `work` a line of its own. `cut`: nothing comes through. `silent(path)`: is never answered. `answer(path, body)`: returns
// another answer, `{ status, headers, body }`, or nothing. `asked`: the paths that were asked for.
export async function withLine(work) {
  const line = { cut: false, silent: () => false, answer: () => undefined, asked: [] };
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, origin);
    line.asked.push(pathname);
    if (line.cut) return request.socket.destroy();
    if (line.silent(pathname)) return undefined;
    const from = await ask(new URL(request.url, origin), {});
    const { status = from.status, headers = {}, body = from.body } = line.answer(pathname, from.body.toString()) ?? {};
    const { "content-length": length, "transfer-encoding": encoding, connection, ...kept } = from.headers;
    response.writeHead(status, { ...kept, ...headers });
    return response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  line.origin = `http://127.0.0.1:${server.address().port}`;
  try {
    return await work(line);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
