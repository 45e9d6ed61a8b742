import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLambda } from '../function/start-lambda.js';
import { Gate } from '../testing/gate.js';
import { startApiGateway } from './start-api-gateway.js';
import { method, readApi, startApi, type StartedApi } from '../testing/start-api.js';

const HANDLERS = `
export const echo = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });
export const picture = async () => ({ statusCode: 200, headers: { 'content-type': 'image/png' },
  body: Buffer.from([0, 255, 1]).toString('base64'), isBase64Encoded: true });
export const many = async () => ({ statusCode: 418, headers: { 'x-a': 1, 'X-Many': 'lost' },
  multiValueHeaders: { 'x-many': ['a', 'b'] }, body: 'teapot' });
export const bare = async () => ({ statusCode: 204 });
export const text = async () => 'text';
export const noStatus = async () => ({ body: 'x' });
export const mapBody = async () => ({ statusCode: 200, body: {} });
export const lists = async () => ({ statusCode: 200, headers: { a: ['b'] } });
export const badLists = async () => ({ statusCode: 200, multiValueHeaders: { a: 'b' } });
export const throws = async () => { throw new Error('no'); };
export const large = async () => ({ statusCode: 200, body: 'x'.repeat(6_300_000) });
export const slow = async () => wait('slow');
`;

let gate: Gate;
let text: StartedApi;
let binary: StartedApi;

beforeAll(async () => {
  gate = await Gate.start();
  const define = (types: string) => (names: readonly string[]) => {
    const paths = names.map((name) => `  /${name}: { x-amazon-apigateway-any-method: ${method(name)} }`);
    const limited = paths.join('\n').replace(/(functions\/\$\{slow\.Arn\}\/invocations')/u, '$1, timeoutInMillis: 50');
    return readApi(`openapi: 3.0.1\nx-amazon-apigateway-binary-media-types: ${types}\npaths:\n${limited}`, names);
  };
  text = await startApi(HANDLERS, define("['image/*']"), gate, { pathPrefix: 'none' });
  binary = await startApi(HANDLERS, define("['*/*']"), gate);
});

afterAll(async () => {
  await Promise.all([text[Symbol.asyncDispose](), binary[Symbol.asyncDispose]()]);
  await gate[Symbol.asyncDispose]();
});

async function read(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

describe('a buffered answer', () => {
  it.each(['text', 'noStatus', 'mapBody', 'lists', 'badLists', 'throws', 'large'])('is a failure: %s', async (name) => {
    const response = await fetch(`${text.api.url}/${name}`);
    expect([response.status, await response.text()]).toEqual([502, '{"message":"Internal server error"}']);
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
  });

  it('is a failure when it does not come in time, and the function goes on', async () => {
    const response = await fetch(`${text.api.url}/slow`);
    expect([response.status, await read(response)]).toEqual([504, { message: 'Endpoint request timed out' }]);
    gate.open('slow');
    const [invocation] = text.lambda.function('slow').invocations;
    await invocation?.settled;
    expect(invocation?.outcome).toBe('succeeded');
  });

  it('has status and headers, and several of one name where there are several', async () => {
    const response = await fetch(`${text.api.url}/many`);
    const { headers } = response;
    expect([response.status, headers.get('x-a'), headers.get('x-many')]).toEqual([418, '1', 'a, b']);
    expect([headers.get('content-type'), headers.get('content-length')]).toEqual(['application/json', '6']);
  });

  it('may have no body', async () => {
    expect((await fetch(`${text.api.url}/bare`)).status).toBe(204);
  });

  it('is decoded from base64 when the client accepts a binary type first', async () => {
    const accept = async (type: string): Promise<string> => {
      const response = await fetch(`${text.api.url}/picture`, { headers: { accept: type } });
      return Buffer.from(await response.arrayBuffer()).toString('latin1');
    };
    expect(await accept('image/png, */*')).toBe('\0\u00ff\u0001');
    expect(await accept('text/html, image/png')).toBe('AP8B');
  });

  it('is decoded for everyone when every type is binary', async () => {
    const response = await fetch(`${binary.api.url}/picture`);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1]);
  });
});

describe('a function that does not let the API invoke it', () => {
  it('is not invoked', async () => {
    const { folder } = text;
    const definition = readApi(
      `openapi: 3.0.1\npaths: { '/a/{id}': { get: ${method('echo')} }, /b: { get: ${method('echo')} } }`,
      ['echo'],
    );
    const invokableFrom = ['arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:api0emu1ated/dev/*/a/*'];
    const functions = [{ name: 'echo', folder, handler: 'index.echo', invokableFrom }];
    await using lambda = await startLambda({ functions });
    await using api = await startApiGateway({ definition, lambda, pathEncoding: 'decoded' });
    const allowed = await read(await fetch(`${api.url}/a/%3A`));
    expect([allowed['path'], allowed['pathParameters']]).toEqual(['/a/:', { id: ':' }]);
    const refused = await fetch(`${api.url}/b`);
    expect([refused.status, await read(refused)]).toEqual([500, { message: 'Internal server error' }]);
    expect(lambda.function('echo').invocations).toHaveLength(1);
  });
});

describe('the event', () => {
  it('tells the whole request', async () => {
    const response = await fetch(`${binary.api.url}/echo?a=1&a=%2F&b=`, {
      headers: { 'X-My': 'a', 'user-agent': 'me' },
    });
    expect(await read(response)).toMatchObject({
      resource: '/echo',
      path: '/echo',
      httpMethod: 'GET',
      headers: { 'X-My': 'a', 'X-Forwarded-Proto': 'https' },
      multiValueHeaders: { 'X-My': ['a'] },
      queryStringParameters: { a: '/', b: '' },
      multiValueQueryStringParameters: { a: ['1', '/'], b: [''] },
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        resourcePath: '/echo',
        httpMethod: 'GET',
        path: '/dev/echo',
        stage: 'dev',
        accountId: '123456789012',
        protocol: 'HTTP/1.1',
        requestId: response.headers.get('x-amzn-requestid'),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/u) as string,
        identity: { sourceIp: '127.0.0.1', userAgent: 'me', user: null },
      },
    });
  });

  it('has no stage in its paths when the API has a domain of its own, and null for no query', async () => {
    const event = await read(await fetch(`${text.api.url}/echo`));
    expect(event).toMatchObject({ path: '/echo', queryStringParameters: null, requestContext: { path: '/echo' } });
  });

  it('has its body as text, or as base64 when its type is binary', async () => {
    const post = async ({ api }: StartedApi, type: string): Promise<unknown> => {
      const sent = { method: 'POST', body: 'ä', headers: { 'content-type': type } };
      const { body, isBase64Encoded } = await read(await fetch(`${api.url}/echo`, sent));
      return [body, isBase64Encoded];
    };
    expect(await post(text, 'application/json')).toEqual(['ä', false]);
    expect(await post(text, 'image/gif')).toEqual(['w6Q=', true]);
    expect(await post(binary, 'application/json')).toEqual(['w6Q=', true]);
  });
});
