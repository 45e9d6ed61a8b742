import { once } from 'node:events';
import { BedrockCallError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { HAIKU, NOVA } from '../testing/control-plane.js';
import { createRefusal } from '../testing/create-refusal.js';
import { startGovernedApp, type GovernedApp, type GovernedAppOptions } from '../testing/governed-app.js';
import { openSocket } from '../testing/loopback-app.js';
import type { Script } from '../testing/scripted-router.js';
import { NativeController } from './native.controller.js';
import { UnknownOperationsController } from './unknown-operations.controller.js';

const unreached: Script = () => expect.unreachable();
const failing =
  (error: Error): Script =>
  () => {
    throw error;
  };
const start = (script: Script, options: Omit<GovernedAppOptions, 'script'> = {}): Promise<GovernedApp> =>
  startGovernedApp([NativeController, UnknownOperationsController], { script, ...options });

/** Posts JSON to a model's path, unless told otherwise. */
const send = (app: GovernedApp, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${app.url}${path}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' }, ...init });

/** Expects an error of the gateway's own in Bedrock's shape, and one record that says the same. */
async function expectRefusal(app: GovernedApp, answer: Response, status: number, type: string): Promise<string> {
  const { message, ...others } = (await answer.json()) as { message: string };
  expect({ status: answer.status, type: answer.headers.get('x-amzn-errortype'), others }).toEqual({ status, type, others: {} }); // prettier-ignore
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  expect(answer.headers.get('x-amzn-requestid')).toBe(answer.headers.get('x-request-id'));
  expect(await app.records()).toEqual([expect.objectContaining({ statusCode: status, errorType: type })]);
  return message;
}

describe('an operation that is not offered', () => {
  it.each([
    ['GET', `/model/${NOVA}/invoke`],
    ['PUT', `/model/${NOVA}/converse`],
    ['POST', `/model/${NOVA}/invoke-with-bidirectional-stream`],
    ['POST', `/model/${NOVA}`],
    ['POST', '/model'],
    ['POST', '/model/'],
    ['POST', '/foundation-models'],
    ['POST', '/inference-profiles'],
    ['DELETE', `/inference-profiles/us.${NOVA}`],
    ['POST', '/guardrails'],
    ['POST', '/guardrail/abc/version/1/apply/x'],
    ['GET', '/async-invoke'],
    ['GET', '/vpn/prompt-routers'],
    ['DELETE', '/internet/custom-models/x'],
    ['PATCH', '/logging/modelinvocations'],
  ])('%s %s is a 404, sends nothing and leaves one record', async (method, path) => {
    await using app = await start(unreached);
    const answer = await send(app, path, { method, ...(method === 'GET' && { body: null }) });
    expect(await expectRefusal(app, answer, 404, 'UnknownOperationException')).toBe('No such operation');
    expect(app.sent).toEqual([]);
    expect(await app.records()).toEqual([
      expect.objectContaining({ operation: 'UnknownOperation', outcome: 'refused', streamed: false }),
    ]);
  });

  it('is recorded with the route that it was asked for by', async () => {
    await using app = await start(unreached);
    await send(app, '/vpn/guardrails');
    expect(await app.records()).toEqual([expect.objectContaining({ requestedRoute: 'vpn' })]);
  });
});

describe('a request that is not right', () => {
  const converse = `/model/${NOVA}/converse`;

  it.each<[string, string, Record<string, string>, string]>([
    [
      'a header that is wrong',
      converse,
      { 'x-routing-method': 'tor' },
      'X-Routing-Method must be auto, internet or vpn',
    ],
    ['a header that disagrees', `/vpn${converse}`, { 'x-routing-method': 'internet' }, 'disagrees with the path'],
    ['a class that nobody knows', converse, { 'x-data-classification': 'x' }, 'X-Data-Classification is not a known'],
    ['no model id', '/model/..%2Fx/converse', {}, 'The request is not valid: modelId is not a model id (not-an-id)'],
    ['an id encoded twice', '/model/amazon.nova%252Fx/invoke', {}, 'modelId is not a model id (forbidden-character)'],
    ['another operation in the id', `/model/${NOVA}/invoke/converse`, {}, 'modelId is not a model id (not-an-id)'],
    ['broken percent-encoding', '/model/%E0%A4%A/invoke', {}, 'modelId is not a model id (forbidden-character)'],
    ['no guardrail', '/guardrail/abc/version/v1/apply', {}, 'guardrailVersion is not valid'],
  ])('for %s is a 400, and the sentence names what is wrong', async (_what, path, headers, words) => {
    await using app = await start(unreached);
    const answer = await send(app, path, { headers: { 'content-type': 'application/json', ...headers } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationException');
    const { message } = (await answer.json()) as { message: string };
    expect(message).toContain(words);
    expect(app.sent).toEqual([]);
  });

  it.each([
    ['converse', {}],
    ['converse', { 'content-type': 'application/octet-stream' }],
    ['converse-stream', { 'content-type': 'text/plain' }],
    ['count-tokens', { 'content-type': 'application/jsonp' }],
    ['invoke', { 'content-type': 'text/plain' }],
    ['invoke', { 'content-type': 'application/octet-streams' }],
    ['invoke', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    ['invoke-with-response-stream', { 'content-type': 'multipart/form-data' }],
  ])('for %s with the headers %j is a 415', async (operation, headers) => {
    await using app = await start(unreached);
    const answer = await send(app, `/model/${NOVA}/${operation}`, { body: Buffer.from('{}'), headers });
    await expectRefusal(app, answer, 415, 'UnsupportedMediaTypeException');
    expect(app.sent).toEqual([]);
  });

  it('for its length is a 413 that names the limit', async () => {
    await using app = await start(unreached, { env: { GATEWAY_MAX_BODY_BYTES: '100' } });
    const answer = await send(app, converse, { body: 'x'.repeat(101) });
    expect(await expectRefusal(app, answer, 413, 'PayloadTooLargeException')).toContain('100 bytes');
  });

  it('is refused by its headers before its body has come', async () => {
    await using app = await start(unreached);
    const socket = await openSocket(Number(new URL(app.url).port));
    const headers = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nX-Routing-Fallback: perhaps';
    socket.write(`POST ${converse} HTTP/1.1\r\n${headers}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  it('for a model that the token does not grant is a 403, on record with the model', async () => {
    await using app = await start(unreached, { grants: { models: [HAIKU] } });
    await expectRefusal(app, await send(app, converse), 403, 'AccessDeniedException');
    expect(await app.records()).toEqual([expect.objectContaining({ modelId: NOVA, outcome: 'refused' })]);
  });

  it('for a class of data that may not take the route asked for is a 403', async () => {
    await using app = await start(unreached);
    const headers = { 'content-type': 'application/json', 'x-data-classification': 'cui' };
    const answer = await send(app, `/internet${converse}`, { headers });
    expect(await expectRefusal(app, answer, 403, 'AccessDeniedException')).toContain('because data-class');
  });
});

describe('a call that fails', () => {
  it("is what Bedrock says, to the byte, with Bedrock's own request id", async () => {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'ModelErrorException:http://x/', 'x-amzn-requestid': 'u-1' }; // prettier-ignore
    const body = Buffer.from('{"message":"m" , "originalStatusCode":418,"\\u0072":1.0}');
    const upstream = { type: 'ModelErrorException', upstreamRequestId: 'u-1', answer: { headers, body } };
    await using app = await start(failing(createRefusal(424, upstream)));
    const answer = await send(app, `/model/${HAIKU}/converse`);
    expect(answer.status).toBe(424);
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name), name).toBe(value);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(body);
    expect(answer.headers.get('x-routing-attempts')).toBe('internet:bad-request');
    expect(await app.records()).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        statusCode: 424,
        errorType: 'ModelErrorException',
        upstreamRequestId: 'u-1',
      }),
    ]);
  });

  it.each([
    ['timeout', 408, 'ModelTimeoutException'],
    ['unreachable', 502, 'UpstreamException'],
  ] as const)('with %s is a %i of the gateway, in the answer as on record', async (kind, status, type) => {
    await using app = await start(failing(new BedrockCallError(kind, 'SECRET')));
    const message = await expectRefusal(app, await send(app, `/vpn/model/${HAIKU}/invoke`), status, type);
    expect(message).not.toContain('SECRET');
  });

  it('before its time is up is a 408 where the body does not come', async () => {
    await using app = await start(unreached);
    const socket = await openSocket(Number(new URL(app.url).port));
    const headers = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nX-Request-Timeout-Ms: 20';
    socket.write(`POST /model/${NOVA}/converse HTTP/1.1\r\n${headers}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 [^]*x-amzn-errortype: ModelTimeoutException\r\n/i);
    socket.destroy();
  });
});
