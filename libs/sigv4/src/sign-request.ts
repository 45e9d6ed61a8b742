import { createHmac, hash } from 'node:crypto';
import { canonicalRequestOf, type RequestToSign } from './canonical-request.js';
import { signingKeyOf, TERMINATOR, type SigningCredentials, type SigningScope } from './signing-key.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Takes the punctuation and the milliseconds out of an ISO 8601 instant. */
const NOT_IN_DATE = /[-:]|\.\d+/g;

/**
 * Signs a request by AWS Signature Version 4. Returns its headers with `host` and those of the signature: changing any of
 * them, or the body, breaks it.
 *
 * The signature is the one that AWS's own signers make of the same request. This one is for the path that every request
 * takes: it derives a key once a day, and hashes without a stream.
 *
 * @example
 * const body = JSON.stringify({ TableName: 'requests', Key: { id: { S: '1' } } });
 * const request = { method: 'POST', host: 'dynamodb.us-gov-west-1.amazonaws.com', path: '/', headers, body };
 * const signed = signRequest(request, credentials, { region: 'us-gov-west-1', service: 'dynamodb' }, Date.now());
 */
export function signRequest(
  request: RequestToSign,
  credentials: SigningCredentials,
  scope: SigningScope,
  nowEpochMs: number,
): Record<string, string> {
  const instant = new Date(nowEpochMs).toISOString().replace(NOT_IN_DATE, '');
  const payloadHash = hash('sha256', request.body ?? '', 'hex');
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': instant };
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  headers['x-amz-content-sha256'] = payloadHash;
  const { text, signedHeaders } = canonicalRequestOf(request, headers, payloadHash);
  const date = instant.slice(0, 8);
  const credentialScope = `${date}/${scope.region}/${scope.service}/${TERMINATOR}`;
  const stringToSign = `${ALGORITHM}\n${instant}\n${credentialScope}\n${hash('sha256', text, 'hex')}`;
  const signature = createHmac('sha256', signingKeyOf(credentials, scope, date))
    .update(stringToSign)
    .digest('hex');
  headers['authorization'] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${credentialScope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return headers;
}
