// Making elements. Text from data enters through textContent only, so it is never markup.

// The elements of pictures; a link, which HTML has too, is asked for as svg:a.
const DRAWN = /^(svg|svg:a|path|rect|g|text|title)$/;

/** A new element: attributes, listeners as on…: function, then children (text or elements). */
export function make(tag, attributes = {}, ...children) {
  const made = DRAWN.test(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.replace("svg:", ""))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Controls and marks that turn the direction of writing or hide, shown as what they are. */
export const visible = (text) =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (letter) => {
    const code = letter.codePointAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });

/** Only these addresses become links. */
export const isWebLink = (iri) => /^(?:https?:\/\/|mailto:)\S/i.test(iri);

/** Offer text as a file, made here and sent nowhere. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** How many of what, in words. */
export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
