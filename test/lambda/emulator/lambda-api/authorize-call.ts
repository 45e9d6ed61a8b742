import type { IncomingMessage } from 'node:http';
import { fitsPattern } from '../function/fits-pattern.js';
import { LambdaError } from '../function/lambda-error.js';

/** `AWS4-HMAC-SHA256 Credential=<key id>/<date>/<region>/lambda/aws4_request, ...`. Source: AWS Signature Version 4. */
const SIGNED_FOR_LAMBDA = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/lambda\/aws4_request,/u;

/**
 * Finds out who calls, by the access key id of the signature, and whether that role may invoke the function. The
 * signature itself is not computed again: the keys are made up, and whoever is here could read them.
 * @throws LambdaError `MissingAuthenticationTokenException` or `AccessDeniedException`
 */
export function authorizeCall(
  request: IncomingMessage,
  functionName: string,
  permissions: ReadonlyMap<string, readonly string[]>,
): void {
  const [, keyId] = SIGNED_FOR_LAMBDA.exec(request.headers.authorization ?? '') ?? [];
  if (keyId === undefined) throw new LambdaError('MissingAuthenticationTokenException');
  const mayInvoke = permissions.get(keyId) ?? [];
  if (!mayInvoke.some((name) => fitsPattern(name, functionName))) throw new LambdaError('AccessDeniedException');
}
