// Folder addresses at the edge: `/x/` is the file `/x/index.html`, `/x` moves to `/x/`, and `www.` moves to the bare name.
// The template repeats this text, because CloudFront takes it nowhere else; a test compares the two.

// Where pages went that have moved (content/omdirigeringer.toml); infra/deploy fills it in.
const moved = {};

function handler(event) {
  const request = event.request;
  const host = request.headers.host.value;
  const bare = host.startsWith("www.") ? host.slice(4) : host;
  const name = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  const path = name === "" || name.includes(".") ? request.uri : `${request.uri}/`;
  const to = moved[path] || path;
  if (bare !== host || to !== request.uri) {
    // With scheme and host: `//elsewhere.example` as a path alone would lead away from the site.
    return {
      statusCode: 301,
      statusDescription: "Moved Permanently",
      headers: { location: { value: `https://${bare}${to}${to.includes("#") ? "" : query(request.querystring)}` } },
    };
  }
  if (name === "") request.uri += "index.html";
  return request;
}

function query(fields) {
  // `for … of` is not among what the edge is known to understand.
  const pairs = Object.keys(fields).map((name) => {
    const values = fields[name].multiValue || [fields[name]];
    return values.map((one) => (one.value === "" ? name : `${name}=${one.value}`)).join("&");
  });
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}
