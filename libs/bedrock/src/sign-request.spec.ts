import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { buildTarget } from './build-target.js';
import type { AccessKeyCredentials } from './credentials/bedrock-credentials.js';
import { signRequest } from './sign-request.js';
import type { UnsignedRequest } from './sign-request.js';

const NEW_YEAR_MS = Date.parse('2026-01-01T00:00:00Z');
// The example key of AWS's own documentation.
const ACCESS_KEY: AccessKeyCredentials = {
  kind: 'access-key',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const INVOKE: UnsignedRequest = {
  method: 'POST',
  origin: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  target: buildTarget({ operation: 'InvokeModel', modelId: 'anthropic.claude-v2:1' }),
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
};

describe('signRequest with an API key', () => {
  it('sends the key as it is and signs nothing', async () => {
    const headers = signRequest(INVOKE, { kind: 'api-key', apiKey: 'ABSK+/=' }, 'us-east-1', NEW_YEAR_MS);
    expect(headers).toEqual({ ...INVOKE.headers, authorization: 'Bearer ABSK+/=' });
  });
});

// The signatures below come from the algorithm in AWS's documentation, written down in Python.
describe('signRequest with an access key', () => {
  it('signs path, headers, body and session token', async () => {
    const headers = signRequest(INVOKE, { ...ACCESS_KEY, sessionToken: 'TOKEN' }, 'us-east-1', NEW_YEAR_MS);
    expect(headers).toEqual({
      ...INVOKE.headers,
      host: 'bedrock-runtime.us-east-1.amazonaws.com',
      'x-amz-date': '20260101T000000Z',
      'x-amz-security-token': 'TOKEN',
      'x-amz-content-sha256': '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=accept;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=6e34beeac033b300403da376909d680190bd096726d21ada52c9a1ae3391570b',
    });
  });

  it('signs a query, a port, and the region it is told, with or without a body', async () => {
    const target = buildTarget({
      operation: 'ListFoundationModels',
      query: { byProvider: 'a b', byOutputModality: 'TEXT' },
    });
    const request = { method: 'GET', origin: 'http://127.0.0.1:4566', target, headers: {} };
    const headers = signRequest(request, ACCESS_KEY, 'us-gov-west-1', NEW_YEAR_MS);
    expect(headers['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-gov-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=fa399b0d17e6aac4f3ce73c5cc8ccb97a52985b744be6ee9636d4894814c81fa',
    );
  });

  it('signs each request anew, though it keeps what belongs to the key', async () => {
    const sign = (nowMs: number) => signRequest(INVOKE, ACCESS_KEY, 'us-east-1', nowMs);
    const [first, again, later] = [sign(NEW_YEAR_MS), sign(NEW_YEAR_MS), sign(NEW_YEAR_MS + 1_000)];
    expect(again).toEqual(first);
    expect(later['authorization']).not.toBe(first['authorization']);
  });

  it('signs exactly as the AWS SDK does', async () => {
    const modelId = 'arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.amazon.nova-lite-v1:0';
    const sent = await sentBySdk(modelId);
    const { authorization, 'x-amz-date': date = '', 'user-agent': _, ...headers } = sent;
    const signedAtMs = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    const request: UnsignedRequest = {
      ...INVOKE,
      origin: `https://${headers['host'] ?? ''}`,
      target: buildTarget({ operation: 'InvokeModel', modelId }),
      headers,
    };
    const ours = signRequest(request, { ...ACCESS_KEY, sessionToken: 'TOKEN' }, 'us-west-2', signedAtMs);
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-west-2\/bedrock\/aws4_request/);
    expect(ours['authorization']).toBe(authorization);
  });
});

async function sentBySdk(modelId: string): Promise<Record<string, string>> {
  let sent: Record<string, string> = {};
  const requestHandler = {
    handle: (request: { readonly headers: Record<string, string> }): Promise<never> => {
      sent = request.headers;
      return Promise.reject(new Error('nothing is sent in this test'));
    },
  };
  const credentials = { ...ACCESS_KEY, sessionToken: 'TOKEN' };
  const client = new BedrockRuntimeClient({ region: 'us-west-2', credentials, maxAttempts: 1, requestHandler });
  await client.send(new InvokeModelCommand({ modelId, body: '{"a":1}' })).catch(() => undefined);
  return sent;
}
