/** Writes a POST of JSON as a well-behaved client sends it: HTTP/1.1, on a connection that is kept. */
export function toRequest(path: string, fields: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    ...fields,
    'Content-Length': String(body.length),
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body]);
}
