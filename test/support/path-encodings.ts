/** Every way in which clients put an id into a path, and one that they do not: the last stays encoded once. */
export const PATH_ENCODINGS: Readonly<Record<string, (id: string) => string>> = {
  // curl, and whoever writes paths by hand.
  'as it is': (id) => onTheWire(id),
  // JavaScript, and boto3 in its newer versions.
  'with %3A and %2F': (id) => encodeURIComponent(id.toWellFormed()),
  'with %3a and %2f': (id) => encodeURIComponent(id.toWellFormed()).replaceAll(/%[0-9A-F]{2}/g, (c) => c.toLowerCase()),
  // botocore keeps the colons of an id that it quotes.
  'with a raw colon': (id) => encodeURIComponent(id.toWellFormed()).replaceAll('%3A', ':'),
  // What API Gateway and some proxies make of a path that they have decoded.
  'with a raw slash': (id) => encodeURIComponent(id.toWellFormed()).replaceAll('%2F', '/'),
  'with only the slashes encoded': (id) => onTheWire(id).replaceAll('/', '%2F'),
  'every byte encoded': (id) => everyByte(id),
  'every byte encoded in small letters': (id) => everyByte(id).toLowerCase(),
};

/** The bytes of a text as a string of Latin-1, as Node writes it; what can be in no request line is encoded. */
function onTheWire(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return bytes.replaceAll(/[^\u0021-\u00ff]/g, (byte) => everyByte(byte));
}

function everyByte(text: string): string {
  return [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
