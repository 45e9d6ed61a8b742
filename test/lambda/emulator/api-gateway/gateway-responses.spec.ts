import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gate } from '../testing/gate.js';
import { method, readApi, startApi, type StartedApi } from '../testing/start-api.js';

const HANDLERS = `export const echo = async (event) => ({ statusCode: 200, body: event.path });`;

const RESOURCES = `
  NotFound:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      ResponseType: MISSING_AUTHENTICATION_TOKEN
      StatusCode: '404'
      ResponseParameters:
        gatewayresponse.header.X-Amzn-ErrorType: "'ResourceNotFoundException'"
        gatewayresponse.header.x-request-id: context.requestId
        gatewayresponse.header.x-agent: method.request.header.User-Agent
      ResponseTemplates:
        application/json: '{"message":$context.error.messageString,"requestId":"$context.requestId","at":$context.requestTimeEpoch}'
`;

const BODY = `
openapi: 3.0.1
x-amazon-apigateway-gateway-responses:
  DEFAULT_5XX: { responseTemplates: { application/json: '{"type":"$context.error.responseType"}' } }
  THROTTLED: { responseTemplates: { application/json: '{"x":"$context.nothing"}' } }
paths: { /echo: { post: ${method('echo')} } }
`;

let gate: Gate;
let started: StartedApi;

beforeAll(async () => {
  gate = await Gate.start();
  const now = (): number => 1_790_000_000_000;
  started = await startApi(HANDLERS, (names) => readApi(BODY, names, RESOURCES), gate, { now });
});

afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
});

describe('what API Gateway answers itself', () => {
  it('is what the template says for a path that is not there', async () => {
    const response = await fetch(`${started.api.url}/nowhere`, { headers: { 'user-agent': 'me' } });
    const requestId = response.headers.get('x-amzn-requestid');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      message: 'Missing Authentication Token',
      requestId,
      at: 1_790_000_000_000,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-amzn-errortype': 'ResourceNotFoundException',
      'x-request-id': requestId,
      'x-agent': 'me',
      'content-type': 'application/json',
    });
  });

  it.each(['/echo', '/dev', '/devecho', '/dev/echo/', '/dev/ECHO'])('is the same for %s', async (path) => {
    expect((await fetch(new URL(path, started.api.url), { method: 'POST' })).status).toBe(404);
  });

  it('is the same for a method that is not there', async () => {
    expect((await fetch(`${started.api.url}/echo`)).status).toBe(404);
  });

  it('falls to the default of its class', async () => {
    started.api.refuseNext('INTEGRATION_FAILURE');
    const response = await fetch(`${started.api.url}/echo`, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([502, { type: 'INTEGRATION_FAILURE' }]);
  });

  it('is in the own words of API Gateway where the template has none', async () => {
    const body = Buffer.alloc(10_485_761);
    const response = await fetch(`${started.api.url}/echo`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Too Long' }]);
  });

  it('is the same for what API Gateway would take and Lambda does not', async () => {
    const response = await fetch(`${started.api.url}/echo`, { method: 'POST', body: 'x'.repeat(6_291_456) });
    expect(response.status).toBe(413);
  });

  it('is nothing at all when a template names a variable that is not there', async () => {
    started.api.refuseNext('THROTTLED');
    await expect(fetch(`${started.api.url}/echo`)).rejects.toThrow('fetch failed');
  });
});
