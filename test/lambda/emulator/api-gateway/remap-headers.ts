/**
 * What API Gateway keeps for itself: it renames a function's header of that name. The first two and the last four are
 * seen in the field, the rest stand in its list of headers that may be renamed.
 * Source: API Gateway developer guide, "Important notes" for REST APIs.
 */
const REMAPPED: ReadonlySet<string> = new Set([
  'www-authenticate',
  'x-amzn-requestid',
  'connection',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'warn',
  'content-length',
  'content-md5',
  'date',
  'server',
]);

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The headers of a function's answer under the names by which clients get them. */
export function remapHeaders(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]);
}
