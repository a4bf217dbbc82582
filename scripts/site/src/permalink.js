// The state of the page in the address's fragment, which browsers send to no host.

/** The fragment's keys and values. */
export function readFragment(hash = location.hash) {
  const found = {};
  for (const pair of hash.replace(/^#/, "").split("&")) {
    const at = pair.indexOf("=");
    if (at > 0) found[decode(pair.slice(0, at))] = decode(pair.slice(at + 1));
  }
  return found;
}

/** The fragment with these keys and values; what is empty is left out. */
export function fragment(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `#${pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join("&")}`;
}

const encode = (text) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%20/g, "+").replace(/%2F/g, "/");

function decode(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
