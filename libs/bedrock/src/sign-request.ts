import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RequestTarget } from './build-target.js';
import type { AccessKeyCredentials, BedrockCredentials } from './credentials/bedrock-credentials.js';

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

const signers = new WeakMap<AccessKeyCredentials, SignatureV4>();

/**
 * Returns the headers with proof of who sends the request: a bearer token, or a SigV4 signature over everything given.
 *
 * `host` is among the headers returned where it was signed. Changing any of them, or the body, breaks the signature.
 */
export async function signRequest(
  request: UnsignedRequest,
  credentials: BedrockCredentials,
  region: string,
  nowEpochMs: number,
): Promise<Record<string, string>> {
  if (credentials.kind === 'api-key') return { ...request.headers, authorization: `Bearer ${credentials.apiKey}` };
  const { protocol, hostname, host } = new URL(request.origin);
  const { path, query } = request.target;
  const headers = { ...request.headers, host };
  const signed = await signerFor(credentials).sign(
    { method: request.method, protocol, hostname, path, query, headers, body: request.body },
    { signingDate: new Date(nowEpochMs), signingRegion: region },
  );
  return signed.headers;
}

// The signing key itself is cached by the library, per day, region and access key.
function signerFor(credentials: AccessKeyCredentials): SignatureV4 {
  const known = signers.get(credentials);
  if (known) return known;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const signer = new SignatureV4({ service: SERVICE, region: '', credentials: identity, sha256: Sha256 });
  signers.set(credentials, signer);
  return signer;
}
