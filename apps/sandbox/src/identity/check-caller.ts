import { BedrockProblem } from '../bedrock/bedrock-problem.js';
import { verifySigV4 } from '../bedrock/verify-sigv4.js';
import type { AccessKey, SignedRequest, SigningScope } from '../bedrock/verify-sigv4.js';
import { IdentityProblem } from './identity-problem.js';

/** Verifies the signature of a request to a service of GovCloud. @throws IdentityProblem in that service's words */
export function checkCaller(request: SignedRequest, keys: readonly AccessKey[], scope: SigningScope): void {
  if (!request.headers.has('authorization')) {
    throw new IdentityProblem('InvalidClientTokenId', 'Request is missing Authentication Token');
  }
  try {
    verifySigV4(request, keys, scope);
  } catch (error) {
    if (!(error instanceof BedrockProblem)) throw error;
    const isUnknownKey = error.code === 'UnrecognizedClientException';
    throw new IdentityProblem(isUnknownKey ? 'InvalidClientTokenId' : 'SignatureDoesNotMatch', error.message);
  }
}
