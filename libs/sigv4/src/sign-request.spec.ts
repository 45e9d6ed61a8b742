import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signRequest, type RequestToSign, type SigningCredentials } from './index.js';

const MOMENT_MS = Date.parse('2015-08-30T12:36:00Z');
/** The example key of AWS's own documentation. */
const EXAMPLE: SigningCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const SCOPE = { region: 'us-east-1', service: 'iam' };
const LIST_USERS: RequestToSign = {
  method: 'GET',
  host: 'iam.amazonaws.com',
  path: '/',
  query: { Version: '2010-05-08', Action: 'ListUsers' },
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
};

const headerText = fc.string({ unit: fc.constantFrom('a', 'Z', '7', ' ', '\t', ';', '=', ','), maxLength: 12 });
const segment = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_', '~', '%3A', '%2F', '!', "'", '(', ')', '*', ':', '@'),
});
const request: fc.Arbitrary<RequestToSign> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  host: fc.constantFrom('bedrock-runtime.us-east-1.amazonaws.com', '127.0.0.1:4566'),
  path: fc
    .array(
      segment.filter((text) => text !== '' && text !== '.' && text !== '..'),
      { maxLength: 4 },
    )
    .map((all) => `/${all.join('/')}`),
  query: fc.dictionary(fc.string({ maxLength: 5, minLength: 1 }), fc.string({ maxLength: 5 }), { maxKeys: 4 }),
  headers: fc.dictionary(
    fc.constantFrom(
      'accept',
      'content-type',
      'user-agent',
      'x-amz-target',
      'x-amzn-bedrock-trace',
      'te',
      'sec-fetch',
      'proxy-x',
    ),
    headerText,
  ),
  body: fc.oneof(
    fc.constant(undefined),
    fc.uint8Array({ maxLength: 64 }),
    fc.string({ unit: 'binary', maxLength: 16 }),
  ),
});

async function signedByLibrary(
  { method, host, path, query = {}, headers, body }: RequestToSign,
  credentials: SigningCredentials,
  nowEpochMs: number,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const signer = new SignatureV4({
    service: SCOPE.service,
    region: SCOPE.region,
    credentials: identity,
    sha256: Sha256,
  });
  const { headers: signed } = await signer.sign(
    { method, protocol: 'https:', hostname: host, path, query, headers: { ...headers, host }, body },
    { signingDate: new Date(nowEpochMs) },
  );
  return signed;
}

describe('signRequest', () => {
  it("derives the signing key of the example in AWS's documentation", () => {
    const { authorization } = signRequest(LIST_USERS, EXAMPLE, SCOPE, MOMENT_MS);
    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=dd479fa8a80364edf2119ec24bebde66712ee9c9cb2b0d92eb3ab9ccdc0c3947',
    );
  });

  it('signs as the signer of the AWS SDK does, whatever stands in path, query, headers and body', async () => {
    const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });
    const tokens = fc.constantFrom(undefined, 'a-session-token');
    await fc.assert(
      fc.asyncProperty(request, moments, tokens, async (unsigned, nowEpochMs, sessionToken) => {
        const credentials = { ...EXAMPLE, ...(sessionToken !== undefined && { sessionToken }) };
        const ours = signRequest(unsigned, credentials, SCOPE, nowEpochMs);
        expect(ours).toEqual(await signedByLibrary(unsigned, credentials, nowEpochMs));
      }),
      { seed: 20261123, numRuns: 400 },
    );
  });

  it('signs with a new key when the day, the region, the service or the credentials change', () => {
    const sign = (credentials: SigningCredentials, scope: typeof SCOPE, nowEpochMs: number): string =>
      signRequest(LIST_USERS, credentials, scope, nowEpochMs)['authorization']?.slice(-64) ?? '';
    const first = sign(EXAMPLE, SCOPE, MOMENT_MS);
    const others = [
      sign(EXAMPLE, SCOPE, MOMENT_MS + 86_400_000),
      sign(EXAMPLE, { ...SCOPE, region: 'us-west-2' }, MOMENT_MS),
      sign(EXAMPLE, { ...SCOPE, service: 'sts' }, MOMENT_MS),
      sign({ ...EXAMPLE, secretAccessKey: 'another' }, SCOPE, MOMENT_MS),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
    expect(sign(EXAMPLE, SCOPE, MOMENT_MS)).toBe(first);
  });
});
