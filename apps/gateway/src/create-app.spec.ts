import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureOutput } from '../../../test/support/captured-output.js';
import { loadGatewayConfig } from './config/gateway-config.js';
import { createApp } from './create-app.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** A Secrets Manager with one secret, in its current version. */
const secrets: Server = createServer((request, response) => {
  void json(request).then((body) => {
    const { SecretId, VersionStage } = body as { SecretId: string; VersionStage?: string };
    const isThere = SecretId === 'bearer-token-secret' && VersionStage !== 'AWSPREVIOUS';
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (isThere) return response.end(JSON.stringify({ SecretString: 's'.repeat(32), VersionStages: ['AWSCURRENT'] }));
    return response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
  });
});

const WITHOUT_EFFECT = { event: 'setting-without-effect', variable: 'GATEWAY_PEER_FUNCTION' };

let app: NestExpressApplication | undefined;

// What is refused here on purpose would fill the output with warnings.
beforeEach(() => void vi.spyOn(Logger.prototype, 'warn').mockReturnValue());

async function start(env: Record<string, string> = {}): Promise<string> {
  app = await createApp(loadGatewayConfig(env));
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

beforeAll(async () => {
  await once(secrets.listen(0, '127.0.0.1'), 'listening');
  const { port } = secrets.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-gov-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
});

afterEach(async () => {
  await app?.close();
  app = undefined;
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  secrets.closeAllConnections();
  secrets.close();
});

describe('createApp', () => {
  it('does not start where nobody could be verified', async () => {
    const quiet = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
    await expect(start({ GATEWAY_TOKEN_SECRET_ID: 'missing' })).rejects.toMatchObject({
      code: 'TOKEN_KEYS_UNAVAILABLE',
    });
    for (const spy of quiet) spy.mockRestore();
  });

  it.each([
    ['POST', '/bedrock/invoke'],
    ['POST', '/v1/vpn/bedrock/invoke-stream'],
    ['GET', '/bedrock/models'],
    ['GET', '/internet/bedrock/models/a.b'],
    ['GET', '/health/ready'],
    ['GET', '/v1/vpn/status'],
  ])('lets nobody without a token %s %s', async (method, path) => {
    const url = await start();
    const answer = await fetch(`${url}${path}`, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_request"');
  });

  it('answers everything with an id, and says nothing about what it is made of', async () => {
    const url = await start();
    for (const path of ['/health', '/nothing', '/bedrock/models/%ff', '/status']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('cache-control')).toBe('no-store');
      for (const name of ['x-powered-by', 'etag', 'server']) expect(headers.has(name), name).toBe(false);
    }
  });

  it('gives every answer the headers that keep browsers from making anything of it', async () => {
    const url = await start();
    for (const path of [
      '/health',
      '/nothing',
      '/bedrock/models/%ff',
      '/status',
      '/openapi.json',
      '/model/x/converse',
    ]) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      // Without TLS it must not be sent, and without an operator's word nothing of CORS.
      expect([...headers.keys()].filter((name) => /^access-control-|^strict-transport/.test(name))).toEqual([]);
    }
  });

  it('is alive for everybody', async () => {
    const answer = await fetch(`${await start()}/v1/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('serves an OpenAPI 3.0 document of every seed path, and its own Swagger UI', async () => {
    const url = await start();
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toMatch(/^3\.0\./);
    const seedPaths = [
      '/bedrock/invoke',
      '/v1/bedrock/invoke-model',
      '/v1/vpn/bedrock/models',
      '/status',
      '/v1/vpn/status',
    ];
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(seedPaths));
    expect(await (await fetch(`${url}/docs`)).text()).toContain('swagger-ui');
  });

  it.each(['/docs', '/openapi.json', '/v1/docs'])('serves no %s where the operator switched it off', async (path) => {
    const url = await start({ GATEWAY_DOCS: 'false' });
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('says nothing of an error that no filter has caught, neither what it was nor where', async () => {
    const defect = vi.spyOn(ProblemFilter.prototype, 'catch').mockImplementation(() => {
      throw new RangeError('with a prompt in it');
    });
    using output = captureOutput();
    const answer = await fetch(`${await start()}/status`);
    const body = await answer.text();
    defect.mockRestore();
    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toEqual({
      message: 'The gateway failed; quote the request id',
      statusCode: 500,
      error: {
        type: 'InternalServerException',
        message: 'The gateway failed; quote the request id',
        retryable: false,
        details: {},
      },
      requestId: answer.headers.get('x-request-id'),
    });
    const message = { event: 'unanswered', requestId: answer.headers.get('x-request-id'), error: 'RangeError' };
    expect(output.jsonLines()).toMatchObject([{ level: 'error', message }]);
    expect(body + output.text()).not.toContain('prompt');
  });

  it('says that a peer function changes nothing where both networks are its own', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    await start({ GATEWAY_PEER_FUNCTION: 'sibling' });
    expect(warn).toHaveBeenCalledWith(WITHOUT_EFFECT);
  });

  it('says that the console is not there in an entry that does not bring it along', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReset();
    const url = await start({ GATEWAY_CONSOLE: 'true' });
    expect(warn).toHaveBeenCalledWith({ event: 'setting-without-effect', variable: 'GATEWAY_CONSOLE' });
    expect((await fetch(`${url}/console`)).status).toBe(404);
  });

  it.each(['internet', 'vpn'])(
    'takes a peer function for what it is where only the %s is its own',
    async (attachment) => {
      const warn = vi.spyOn(Logger.prototype, 'warn').mockReset();
      const endpoint = { GATEWAY_VPN_ENDPOINT: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com' };
      await start({ GATEWAY_PEER_FUNCTION: 'sibling', GATEWAY_ATTACHMENT: attachment, ...endpoint });
      expect(warn).not.toHaveBeenCalledWith(WITHOUT_EFFECT);
    },
  );
});
