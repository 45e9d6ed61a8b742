import { UnfitValue } from './parse-value.js';

/** Scheme and authority, and at most one slash after them: no credentials, path, query or fragment can hide in it. */
const ORIGIN_ONLY = /^https?:\/\/[^\s/?#@\\]+\/?$/i;

/** As the URL parser writes them, so that `http://2130706433` and `http://127.1` are judged as what they connect to. */
const LOOPBACK_HOST = /^(?:localhost|\[::1\]|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

/** True for `localhost`, `::1` and `127.0.0.0/8`: the only places that plain HTTP may go to. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOST.test(url.hostname);
}

/**
 * The origin of a service, e.g. `https://bedrock-runtime.us-east-1.amazonaws.com`, in the URL parser's spelling.
 *
 * @throws {UnfitValue} for anything but an origin, and for plain HTTP to another machine.
 */
export function parseEndpoint(text: string): string {
  const url = ORIGIN_ONLY.test(text) ? URL.parse(text) : null;
  if (url === null) throw new UnfitValue('must be an https URL with a host and nothing behind it');
  refusePlainHttp(url);
  return url.origin;
}

/**
 * The address of one document, e.g. a JSON Web Key Set: as an endpoint, but with a path and, if need be, a query.
 *
 * @throws {UnfitValue} for credentials or a fragment in the URL, and for plain HTTP to another machine.
 */
export function parseDocumentUrl(text: string): string {
  const url = URL.parse(text);
  const plain = url !== null && url.username === '' && url.password === '' && !text.includes('#');
  if (!plain || !/^https?:\/\/[^\s\\]+$/i.test(text)) {
    throw new UnfitValue('must be an https URL without credentials and fragment');
  }
  refusePlainHttp(url);
  return url.href;
}

function refusePlainHttp(url: URL): void {
  if (url.protocol === 'https:' || isLoopback(url)) return;
  throw new UnfitValue('must use https: plain http is for loopback addresses only');
}
