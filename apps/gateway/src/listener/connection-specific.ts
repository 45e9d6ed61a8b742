/**
 * Fields that speak of one connection, not of the message: they end where HTTP/2 and HTTP/1.1 meet.
 *
 * Source: RFC 9113, section 8.2.2. `te` and `trailer` are here because no trailers are passed on either way.
 */
const CONNECTION_SPECIFIC: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a field, named in lower case, must not be passed on. */
export function isConnectionSpecific(name: string): boolean {
  return CONNECTION_SPECIFIC.has(name);
}
