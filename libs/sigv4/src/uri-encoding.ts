/** What `encodeURIComponent` leaves as it is, and RFC 3986 does not count as unreserved. */
const NOT_UNRESERVED = /[!'()*]/g;

const UNRESERVED_PATH = /^[A-Za-z0-9._~/-]*$/;

/** Percent-encodes all but the unreserved characters of RFC 3986, section 2.3, in upper-case hex. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    NOT_UNRESERVED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A path is encoded once more than it is on the wire, its slashes aside. So do all services but S3. */
export function encodePath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : path.split('/').map(encode).join('/');
}

/** Names and values encoded, sorted by the encoded name. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
