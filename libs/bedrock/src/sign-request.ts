import { signRequest as signByAccessKey } from '@app/sigv4';
import type { RequestTarget } from './build-target.js';
import type { BedrockCredentials } from './credentials/bedrock-credentials.js';

// The signing name of both services, runtime and control plane.
const SERVICE = 'bedrock';

/** A request as it will go over the wire, without proof of who sends it. */
export interface UnsignedRequest {
  readonly method: string;
  /** `https://host[:port]`. */
  readonly origin: string;
  readonly target: RequestTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/**
 * Returns the headers with proof of who sends the request: a bearer token, or a SigV4 signature over everything given.
 *
 * `host` is among the headers returned where it was signed. Changing any of them, or the body, breaks the signature.
 */
export function signRequest(
  request: UnsignedRequest,
  credentials: BedrockCredentials,
  region: string,
  nowEpochMs: number,
): Record<string, string> {
  if (credentials.kind === 'api-key') return { ...request.headers, authorization: `Bearer ${credentials.apiKey}` };
  const { method, origin, target, headers, body } = request;
  const { host } = new URL(origin);
  return signByAccessKey(
    { ...target, method, host, headers, body },
    credentials,
    { region, service: SERVICE },
    nowEpochMs,
  );
}
