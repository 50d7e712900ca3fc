// What every page holds, read without showing it.
import { withPage } from "./browser.js";
import { get } from "./site.js";

// Hands `read` the document of each address, as it came from the server and before any script; returns what it found, by address.
export async function readAll(addresses, read) {
  const bodies = await Promise.all(addresses.map(async (address) => [address, (await get(address)).body.toString()]));
  return withPage({}, async (page) => {
    const found = await page.evaluate(
      ([pages, source]) => {
        const look = new Function(`return ${source}`)();
        return pages.map(([address, html]) => [address, look(new DOMParser().parseFromString(html, "text/html"), address)]);
      },
      [bodies, read.toString()],
    );
    return new Map(found);
  });
}
