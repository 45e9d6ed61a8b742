import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import { startSystem } from '../../support/system.js';
import { startLambda, type Lambda } from '../emulator/function/start-lambda.js';
import { readBody } from '../emulator/testing/read-body.js';
import { BUILT, filesIn, hashesOf } from './built-folders.js';

/** What a buffered integration gets from a function. */
interface Answer {
  readonly statusCode: number;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

let sandbox: Sandbox;
let lambda: Lambda;
let folder: string;

beforeAll(async () => {
  // Far from every node_modules, and not to be written to, as in Lambda.
  folder = mkdtempSync(join(tmpdir(), 'lambda-task-'));
  cpSync(BUILT, folder, { recursive: true });
  for (const file of filesIn(folder)) chmodSync(join(folder, file), 0o444);
  sandbox = await startSandbox();
  const { secretsManager, dynamodb, internet } = sandbox.urls;
  const stores = { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager, AWS_ENDPOINT_URL_DYNAMODB: dynamodb };
  const environment = { ...stores, GATEWAY_ATTACHMENT: 'internet', GATEWAY_INTERNET_ENDPOINT: internet };
  const gateway = { folder: join(folder, 'gateway'), handler: 'lambda.handler', timeoutMs: 30_000, environment };
  const misspelt = { ...environment, GATEWAY_MISSPELT: 'x' };
  lambda = await startLambda({
    functions: [
      { ...gateway, name: 'gateway' },
      { ...gateway, name: 'misconfigured', environment: misspelt },
      {
        name: 'authorizer',
        folder: join(folder, 'authorizer'),
        handler: 'authorizer.handler',
        timeoutMs: 30_000,
        environment: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager },
      },
    ],
  });
}, 60_000);

afterAll(async () => {
  await lambda[Symbol.asyncDispose]();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

describe('the gateway in its folder alone', { timeout: 60_000 }, () => {
  it('starts and answers', async () => {
    expect(await get('/health')).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it.each(['/docs', '/v1/docs', '/vpn/docs', '/v1/vpn/docs'])('serves the page of Swagger UI at %s', async (path) => {
    const { statusCode, body } = await get(path);
    expect(statusCode).toBe(200);
    expect(body).toContain('<script src="./docs/swagger-ui-bundle.js">');
  });

  it.each([
    ['/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', 'For license information please see'],
    ['/v1/docs/swagger-ui.css', 'text/css; charset=utf-8', '.swagger-ui'],
    ['/docs/swagger-ui-standalone-preset.js', 'text/javascript; charset=utf-8', 'SwaggerUIStandalonePreset'],
    ['/docs/swagger-ui-init.js', 'application/javascript; charset=utf-8', '/model/{modelId}/converse'],
  ])('serves the asset %s', async (path, type, part) => {
    const { statusCode, multiValueHeaders, body } = await get(path);
    expect(statusCode).toBe(200);
    expect(multiValueHeaders['content-type']).toEqual([type]);
    expect(body).toContain(part);
  });

  it('documents the same API as the sources do, under the same names', async () => {
    await using system = await startSystem();
    const documented: unknown = await (await fetch(`${system.url}/openapi.json`)).json();
    expect(JSON.parse((await get('/openapi.json')).body)).toEqual(documented);
  });

  it('serves pictures as they are', async () => {
    const { multiValueHeaders, body } = await get('/docs/favicon-32x32.png');
    expect(multiValueHeaders['content-type']).toEqual(['image/png']);
    expect(Buffer.from(body, 'base64').subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  it('writes nothing into its folder', async () => {
    await get('/health');
    expect(hashesOf(folder)).toEqual(hashesOf(BUILT));
  });

  it('says in one line why it does not start', async () => {
    const { failure } = await readBody(lambda.invoke('misconfigured', '{}'));
    expect(failure?.errorMessage).toBe(
      'Cannot start: The configuration is not valid: GATEWAY_MISSPELT is not a variable of the gateway',
    );
  });
});

describe('the authorizer in its folder alone', () => {
  it('starts, and lets nobody in without a token', async () => {
    const event = {
      type: 'REQUEST',
      methodArn: 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef1234/dev/GET/status',
      httpMethod: 'GET',
      path: '/status',
      headers: {},
      requestContext: { requestId: 'a', identity: {} },
    };
    const { failure } = await readBody(lambda.invoke('authorizer', JSON.stringify(event)));
    expect(lambda.function('authorizer').initErrors).toEqual([]);
    expect(failure?.errorMessage).toBe('Unauthorized');
  });
});

async function get(path: string): Promise<Answer> {
  const event = {
    httpMethod: 'GET',
    path,
    headers: { Host: 'api.example' },
    multiValueHeaders: { Host: ['api.example'] },
    requestContext: { identity: { sourceIp: '192.0.2.1' } },
    body: null,
    isBase64Encoded: false,
  };
  const { text, failure } = await readBody(lambda.invoke('gateway', JSON.stringify(event)));
  if (failure !== undefined) throw failure;
  return JSON.parse(text) as Answer;
}
