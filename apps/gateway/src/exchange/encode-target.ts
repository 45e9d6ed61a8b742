import type { Server } from 'node:http';

/** Whatever may not stand in a request target as it is. Source: RFC 3986, sections 3.3 and 3.4. */
const NOT_IN_TARGET = /[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]/g;

/** Scheme and host of a target in absolute form. Source: RFC 9112, section 3.2.2. */
const ORIGIN = /^https?:\/\/[^/?]*/i;

/**
 * Has an application see unambiguous targets only. In front of the application, not part of it: Express parses a target
 * before it calls its first middleware, and gives up where Node's old URL parser does.
 */
export function encodeTargets(server: Server): void {
  server.prependListener('request', (request) => {
    request.url = encodeTarget(request.url ?? '');
  });
}

/**
 * Makes the target of a request unambiguous before anybody routes by it: path and query alone, and every byte that
 * does not belong there percent-encoded. It then stands for itself, and for nothing else.
 *
 * Without it, Express reads a target with a `#` or a byte 0xA0 in it by the rules of Node's old URL parser, which takes
 * backslashes for slashes: a path would be another one here than for whatever stands in front and decides by it.
 */
export function encodeTarget(url: string): string {
  const target = url.replace(NOT_IN_TARGET, encodeByte).replace(ORIGIN, '');
  return encodeBrokenPath(/^[/*]/.test(target) ? target : `/${target}`);
}

/**
 * A path that does not decode stands for its own characters: whatever it is part of is wrong then, which is told behind
 * the guards and goes on record. The router would refuse it before anybody knows who asks.
 */
function encodeBrokenPath(target: string): string {
  const [path = '', ...query] = target.split('?');
  if (isDecodable(path)) return target;
  return [path.replaceAll('%', '%25'), ...query].join('?');
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Node hands a target over byte by byte, as Latin-1. */
function encodeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
