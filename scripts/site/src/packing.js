// What is packed into a page or beside it: gzip, as base64 where it stands in a page.

/** Bytes without their gzip; a host that declares it has it taken off by the browser already. */
export function unpacked(bytes, headers = {}) {
  const stream = new Blob([bytes]).stream();
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new Response(isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream, { headers });
}


export function fromBase64(text) {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}
