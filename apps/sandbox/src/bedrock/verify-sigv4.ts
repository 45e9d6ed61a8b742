import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BedrockProblem } from './bedrock-problem.js';

/** An AWS access key; with a session token, requests must carry that token too. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What of a request the signature covers. Header names are in lower case. */
export interface SignedRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What the service expects of a signature. */
export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly nowEpochMs: number;
}

/** How far a signature's clock may be off, either way: Bedrock's five minutes. */
const maxSkewMs = 5 * 60_000;

const authorizationForm =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;:-]+),\s*Signature=([0-9a-f]{64})$/;

interface Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Verifies an AWS Signature Version 4 from scratch, the way the service does: key, scope, age, headers, payload, signature.
 *
 * Format: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws BedrockProblem `IncompleteSignatureException`, `UnrecognizedClientException` or `InvalidSignatureException`
 */
export function verifySigV4(request: SignedRequest, keys: readonly AccessKey[], scope: SigningScope): void {
  const authorization = parseAuthorization(request.headers.get('authorization') ?? '');
  const key = keys.find((candidate) => candidate.accessKeyId === authorization.accessKeyId);
  if (key === undefined) throw unrecognized();
  checkScope(authorization, scope);
  checkAge(request, authorization, scope.nowEpochMs);
  checkSignedHeaders(request, authorization);
  checkPayload(request);
  const expected = signatureOf(request, authorization, key.secretAccessKey);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(authorization.signature))) throw mismatch();
  if (!sameText(request.headers.get('x-amz-security-token') ?? '', key.sessionToken ?? '')) throw unrecognized();
}

/** Compares two secrets in a time that does not tell where they differ. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}

function parseAuthorization(header: string): Authorization {
  const match = authorizationForm.exec(header);
  if (match === null) {
    throw new BedrockProblem('IncompleteSignatureException', 'The Authorization header is not a complete signature.');
  }
  const [accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = match.slice(1);
  return { accessKeyId, day, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

function checkScope({ region, service }: Authorization, scope: SigningScope): void {
  if (region !== scope.region) throw badSignature(`Credential should be scoped to a valid region.`);
  if (service !== scope.service)
    throw badSignature(`Credential should be scoped to correct service: '${scope.service}'.`);
}

function checkAge({ headers }: SignedRequest, { day }: Authorization, nowEpochMs: number): void {
  const stamp = headers.get('x-amz-date') ?? '';
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(stamp);
  if (parts === null) throw badSignature('The request needs an X-Amz-Date header in ISO 8601 basic format.');
  if (!stamp.startsWith(day)) throw badSignature('Date in Credential scope does not match the date of the request.');
  const [year, month, date, hour, minute, second] = parts.slice(1);
  const signedAtEpochMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (!(nowEpochMs - signedAtEpochMs <= maxSkewMs)) throw badSignature(`Signature expired: ${stamp} is too old.`);
  if (signedAtEpochMs - nowEpochMs > maxSkewMs) throw badSignature(`Signature not yet current: ${stamp} is to come.`);
}

/**
 * What decides the meaning of a request must be signed: the host and every `x-amz-*` header that it carries.
 * Over HTTP/2 the SDK signs the pseudo-header `:authority` in the host's place, and the service takes it.
 */
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: Authorization): void {
  const signsHost = ['host', ':authority'].some((name) => headers.has(name) && signedHeaders.includes(name));
  const amzHeaders = [...headers.keys()].filter((name) => name.startsWith('x-amz-'));
  if (signsHost && amzHeaders.every((name) => signedHeaders.includes(name))) return;
  throw badSignature('The host and every x-amz header must be a SignedHeader in the AWS Authorization.');
}

function checkPayload({ headers, body }: SignedRequest): void {
  const claimed = headers.get('x-amz-content-sha256');
  if (claimed !== undefined && claimed !== sha256Hex(body)) throw mismatch();
}

function signatureOf(request: SignedRequest, authorization: Authorization, secretAccessKey: string): string {
  const { day, region, service } = authorization;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers.get('x-amz-date') ?? '',
    scope,
    sha256Hex(canonicalRequest(request, authorization.signedHeaders)),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const headerLines = signedHeaders.map(
    (name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    request.method,
    // Every service but S3 signs the path encoded once more than it is sent.
    request.rawPath.split('/').map(encode).join('/'),
    canonicalQuery(request.rawQuery),
    headerLines.join(''),
    signedHeaders.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

function canonicalQuery(rawQuery: string): string {
  const pairs = [...new URLSearchParams(rawQuery)].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.toSorted().join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256Hex(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function badSignature(message: string): BedrockProblem {
  return new BedrockProblem('InvalidSignatureException', message);
}

function mismatch(): BedrockProblem {
  return badSignature(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  );
}

function unrecognized(): BedrockProblem {
  return new BedrockProblem('UnrecognizedClientException', 'The security token included in the request is invalid.');
}
