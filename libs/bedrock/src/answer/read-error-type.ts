// What stands around the name: a namespace before it, a comma or colon and anything behind it.
const ERROR_TYPE = /^(?:[^#:,]*#)?([A-Za-z0-9]{1,64})(?:[,:].*)?$/s;

/**
 * The name of Bedrock's exception, without what AWS puts around it: `Name:http://...`, `namespace#Name`, `Name,...`.
 *
 * Looks where the AWS SDKs look, in their order: the `x-amzn-errortype` header, then `code` and `__type` of the body.
 *
 * @returns the bare name, or an empty string if none of the three holds one.
 */
export function readErrorType(header: string | undefined, body: Readonly<Record<string, unknown>>): string {
  const named = [header, body['code'], body['__type']].find(isNonEmptyText) ?? '';
  return ERROR_TYPE.exec(named)?.[1] ?? '';
}

function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
