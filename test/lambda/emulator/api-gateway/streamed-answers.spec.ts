import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readToTheEnd } from '../../../support/read-stream-chunks.js';
import { Gate } from '../testing/gate.js';
import { readApi, startApi, streamed, type StartedApi } from '../testing/start-api.js';

const HANDLERS = `
export const chunks = streaming(async (out) => {
  out.write('first');
  await wait('second');
  out.end('second');
}, { statusCode: 201, headers: { 'content-type': 'text/plain' } });
export const empty = streaming(async (out) => { out.write(''); out.end(); },
  { statusCode: 429, headers: { 'retry-after': '7' }, multiValueHeaders: { 'x-many': ['a', 'b'] }, cookies: ['c=1'] });
export const silent = streaming(async (out) => { out.end('body'); });
export const throwsFirst = streaming(async () => { throw new Error('early'); });
export const throwsLate = streaming(async (out) => {
  out.write('first');
  await wait('throw');
  throw new Error('late');
});
export const dies = streaming(async (out) => { out.write('first'); await wait('die'); });
export const pauses = streaming(async (out) => { out.write('first'); await wait('pause'); out.end(); });
export const lists = streaming(async (out) => { out.write('x'); out.end(); }, { statusCode: 200, headers: { 'x-many': ['a'] } });
export const plain = awslambda.streamifyResponse(async (event, stream) => { stream.end('no prelude'); });
export const endless = awslambda.streamifyResponse(async (event, stream) => { stream.end('x'.repeat(20_000)); });
export const slow = streaming(async (out) => { await wait('slow'); out.end(); });
export const starts = streaming(async (out) => { await wait('starts'); out.write('done'); out.end(); });
export const names = streaming(async (out) => { out.write('x'); out.end(); }, { statusCode: 200, headers: {
  'x-amzn-requestid': 'mine', 'x-request-id': 'kept', 'WWW-Authenticate': 'Bearer', server: 'me', date: 'today',
  'content-length': '1', connection: 'close', 'x-amzn-errortype': 'kept' } });
`;

let gate: Gate;
let started: StartedApi;

beforeAll(async () => {
  gate = await Gate.start();
  const define = (names: readonly string[]): ReturnType<typeof readApi> => {
    const paths = names.map((name) => `  /${name}: { get: ${streamed(name, '', name === 'slow' ? 50 : 900_000)} }`);
    return readApi(`openapi: 3.0.1\npaths:\n${paths.join('\n')}`, names);
  };
  started = await startApi(HANDLERS, define, gate);
});

afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
});

async function call(name: string): Promise<Response> {
  return fetch(`${started.api.url}/${name}`);
}

async function expectFailure(name: string, status = 502): Promise<void> {
  const response = await call(name);
  expect(response.status).toBe(status);
  const message = status === 502 ? 'Internal server error' : 'Endpoint request timed out';
  expect(await response.json()).toEqual({ message });
}

describe('a streamed answer', () => {
  it('arrives chunk by chunk, each before the next is written', async () => {
    const response = await call('chunks');
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'text/plain']);
    const received: string[] = [];
    for await (const chunk of response.body ?? []) {
      received.push(Buffer.from(chunk).toString());
      if (received.join('') === 'first') gate.open('second');
    }
    expect(received.join('')).toBe('firstsecond');
  });

  it('has its status and headers though its body is empty', async () => {
    const response = await call('empty');
    expect([response.status, await response.text()]).toEqual([429, '']);
    const { headers } = response;
    expect([headers.get('retry-after'), headers.get('x-many'), headers.getSetCookie()]).toEqual(['7', 'a, b', ['c=1']]);
  });

  it('is a failure when the function ends without a write, for then there is no prelude', async () => {
    await expectFailure('silent');
  });

  it.each(['throwsFirst', 'lists', 'plain', 'endless'])(
    'is a failure when it has no good prelude: %s',
    async (name) => {
      await expectFailure(name);
    },
  );

  it('is a failure when it does not begin in time', async () => {
    await expectFailure('slow', 504);
  });

  it('is a failure when its process dies before the prelude', async () => {
    const failing = expectFailure('starts');
    await gate.reached('starts');
    await started.lambda.function('starts').kill();
    await failing;
    gate.open('starts');
    expect(await (await call('starts')).text()).toBe('done');
  });

  it('is cut when the function throws after the first byte', async () => {
    const response = await call('throwsLate');
    gate.open('throw');
    const { bytes, isWhole } = await readToTheEnd(response);
    expect([response.status, bytes.toString(), isWhole]).toEqual([200, 'first', false]);
  });

  it('is cut when the process is killed after the first byte', async () => {
    const response = await call('dies');
    await gate.reached('die');
    const reading = readToTheEnd(response);
    await started.lambda.function('dies').kill();
    expect(await reading).toMatchObject({ isWhole: false });
  });

  it('leaves the function to go on when the client goes away', async () => {
    const leaving = new AbortController();
    await fetch(`${started.api.url}/pauses`, { signal: leaving.signal });
    leaving.abort();
    gate.open('pause');
    const [invocation] = started.lambda.function('pauses').invocations;
    await invocation?.settled;
    expect(invocation?.outcome).toBe('succeeded');
  });

  it('comes under the names that API Gateway leaves to functions', async () => {
    const response = await call('names');
    expect(await response.text()).toBe('x');
    expect(response.headers.get('x-amzn-requestid')).not.toBe('mine');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': 'kept',
      'x-amzn-errortype': 'kept',
      'x-amzn-remapped-x-amzn-requestid': 'mine',
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'x-amzn-remapped-server': 'me',
      'x-amzn-remapped-date': 'today',
      'x-amzn-remapped-content-length': '1',
      'x-amzn-remapped-connection': 'close',
      'x-amz-apigw-id': expect.any(String) as string,
      'content-type': 'application/json',
    });
    expect(response.headers.has('www-authenticate')).toBe(false);
  });
});
