import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, sonnet } from '../testing/messages.js';
import { accessKey, apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
let clockShiftMs = 0;
beforeAll(async () => {
  const nowEpochMs = (): number => Date.now() + clockShiftMs;
  sandbox = await startSandbox({ bedrockApiKey: apiKey, accessKey, nowEpochMs });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  clockShiftMs = 0;
  sandbox.acceptCredentials({ bedrockApiKey: apiKey, accessKey });
  sandbox.forgetRequests();
});

/** 'ok', or the name of the error that the SDK raised. */
async function outcome(config: BedrockRuntimeClientConfig, connect = runtimeClient): Promise<string> {
  const command = new InvokeModelCommand({ modelId: sonnet, body: claudeBody('Hello') });
  return connect(sandbox.urls.internet, config)
    .send(command)
    .then(
      () => 'ok',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );
}

describe('A signature of the SDK', () => {
  it.each([
    ['HTTP/2', runtimeClient],
    ['HTTP/1.1', runtimeClientHttp1],
  ])('verifies over %s', async (_, connect) => {
    expect(await outcome({ credentials: accessKey }, connect)).toBe('ok');
    expect(sandbox.exchanges('internet')).toMatchObject([{ authentication: 'sigv4' }]);
  });

  it('verifies on a path with an escaped ARN', async () => {
    const modelId = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0';
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Hi' }] }] });
    const client = runtimeClient(sandbox.urls.internet, { credentials: accessKey });
    expect((await client.send(new InvokeModelCommand({ modelId, body }))).$metadata.httpStatusCode).toBe(200);
  });

  it.each([
    ['another secret', { secretAccessKey: 'wrong' }, /^InvalidSignatureException: The request signature we calculated/],
    ['an unknown key', { accessKeyId: 'AKIAOTHER' }, /^UnrecognizedClientException/],
    ['a session token that the key has not', { sessionToken: 'x' }, /^UnrecognizedClientException/],
  ])('with %s is refused', async (_, change, expected) => {
    expect(await outcome({ credentials: { ...accessKey, ...change } })).toMatch(expected);
    expect(sandbox.exchanges('internet')).toMatchObject([{ authentication: 'refused', status: 403 }]);
  });

  it('for another region is refused', async () => {
    expect(await outcome({ credentials: accessKey, region: 'us-west-2' })).toMatch(
      /^InvalidSignatureException: Credential should be scoped to a valid region/,
    );
  });

  it('older than five minutes has expired, and one to come is not yet current', async () => {
    clockShiftMs = 5 * 60_000 + 2_000;
    expect(await outcome({ credentials: accessKey, maxAttempts: 1 })).toMatch(
      /^InvalidSignatureException: Signature expired/,
    );
    clockShiftMs = -5 * 60_000 - 2_000;
    expect(await outcome({ credentials: accessKey, maxAttempts: 1 })).toMatch(
      /^InvalidSignatureException: Signature not yet current/,
    );
    clockShiftMs = 4 * 60_000;
    expect(await outcome({ credentials: accessKey })).toBe('ok');
  });

  it('needs the session token when the key has one', async () => {
    const withToken = { ...accessKey, sessionToken: 'the-token' };
    sandbox.acceptCredentials({ accessKey: withToken });
    expect(await outcome({ credentials: withToken })).toBe('ok');
    expect(await outcome({ credentials: accessKey })).toMatch(/^UnrecognizedClientException/);
    expect(await outcome({ credentials: { ...withToken, sessionToken: 'other' } })).toMatch(
      /^UnrecognizedClientException/,
    );
  });
});

describe('A bearer key', () => {
  it('is accepted when it is exactly the right one', async () => {
    expect(await outcome({})).toBe('ok');
    expect(await outcome({ token: { token: `${apiKey}x` } })).toMatch(/^AccessDeniedException: Authentication failed/);
    expect(sandbox.exchanges('internet')).toMatchObject([
      { authentication: 'bearer', status: 200 },
      { authentication: 'refused', status: 403 },
    ]);
  });

  it('is refused from the moment another one is accepted', async () => {
    sandbox.acceptCredentials({ bedrockApiKey: 'ABSKnew' });
    expect(await outcome({})).toMatch(/^AccessDeniedException/);
    expect(await outcome({ token: { token: 'ABSKnew' } })).toBe('ok');
  });

  it('rotates together with its secret', async () => {
    await sandbox.rotateSecret('cross-partition-commercial-creds');
    const secret = JSON.parse((await sandbox.readSecret('cross-partition-commercial-creds')) ?? '') as object;
    const { bedrock_api_key: fresh } = secret as { bedrock_api_key: string };
    expect(fresh).toMatch(/^ABSK/);
    expect(await outcome({})).toMatch(/^AccessDeniedException/);
    expect(await outcome({ token: { token: fresh } })).toBe('ok');
  });
});

it('refuses a request without any proof', async () => {
  const response = await fetch(`${sandbox.urls.vpn}/foundation-models`);
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toMatch(/^MissingAuthenticationTokenException:/);
});
