import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLambda, type Lambda } from '../function/start-lambda.js';
import { Gate } from '../testing/gate.js';
import { writeFunction, type WrittenFunction } from '../testing/write-function.js';

const HANDLERS = `
import { createRequire } from 'node:module';
export const echo = async (event) => event;
export const fails = async () => { throw new TypeError('no good'); };
export const busy = async () => wait('busy');
export const streams = streaming(async (out) => {
  out.write('first');
  await wait('second');
  out.end('second');
});
export const failsLate = streaming(async (out) => {
  out.write('first');
  await wait('fail');
  throw new RangeError('too late');
});
export const calls = async ({ sdk, target }) => {
  const { LambdaClient, InvokeCommand } = createRequire(sdk)('@aws-sdk/client-lambda');
  const answer = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: target, Payload: '"hi"' }))
    .catch((error) => error);
  return { name: answer.name ?? null, payload: answer.Payload?.transformToString() ?? null };
};
`;

const NAMES = ['echo', 'fails', 'busy', 'streams', 'failsLate', 'calls'];
const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'none' };

let written: WrittenFunction;
let gate: Gate;
let lambda: Lambda;
let client: LambdaClient;

beforeAll(async () => {
  written = await writeFunction(HANDLERS);
  gate = await Gate.start();
  const functions = NAMES.map((name) => ({
    name,
    folder: written.folder,
    handler: `index.${name}`,
    environment: gate.environment,
    reservedConcurrency: 1,
    timeoutMs: 20_000,
    mayInvoke: name === 'calls' ? ['echo'] : [],
  }));
  lambda = await startLambda({ functions, callers: { AKIATEST: [...NAMES, 'nobody'] } });
});

beforeEach(() => {
  client = new LambdaClient({
    endpoint: lambda.url,
    region: 'us-gov-west-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  return () => client.destroy();
});

afterAll(async () => {
  await lambda[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
  await written[Symbol.asyncDispose]();
});

async function invoke(
  name: string,
  payload = '{}',
): Promise<{ error: string | undefined; payload: string | undefined }> {
  const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(payload) }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  return { error: answer.FunctionError, payload: answer.Payload?.transformToString() };
}

async function collect<Item>(items: AsyncIterable<Item> | Iterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('Invoke', () => {
  it('refuses callers that did not sign', async () => {
    const path = '/2015-03-31/functions/echo/invocations';
    const response = await fetch(`${lambda.url}${path}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it('refuses callers whose role does not name the function', async () => {
    const stranger = new LambdaClient({
      endpoint: lambda.url,
      region: 'us-gov-west-1',
      credentials: { ...CREDENTIALS, accessKeyId: 'AKIAOTHER' },
    });
    const call = stranger.send(new InvokeCommand({ FunctionName: 'echo' }));
    await expect(call).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
    stranger.destroy();
  });

  it.each([
    ['nobody', '{}', 'ResourceNotFoundException', 404],
    ['echo', '{', 'InvalidRequestContentException', 400],
    ['echo', JSON.stringify('x'.repeat(6_291_455)), 'RequestTooLargeException', 413],
  ])('refuses what %s cannot be invoked with: %.3s', async (name, payload, error, status) => {
    await expect(invoke(name, payload)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } });
  });

  it('refuses other operations', async () => {
    const response = await fetch(`${lambda.url}/2015-03-31/functions/echo`);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });

  it('throttles what is over the concurrency', async () => {
    const busy = invoke('busy');
    await gate.reached('busy');
    await expect(invoke('busy')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    gate.open('busy');
    await busy;
  });

  it('returns what the handler returned, by name or ARN', async () => {
    expect(await invoke('echo', '{"a":1}')).toEqual({ error: undefined, payload: '{"a":1}' });
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:echo';
    expect(await invoke(arn, '[2]')).toEqual({ error: undefined, payload: '[2]' });
  });

  it('returns what the handler threw as an answer that says so', async () => {
    const { error, payload } = await invoke('fails');
    expect(error).toBe('Unhandled');
    expect(JSON.parse(payload ?? '')).toMatchObject({ errorType: 'TypeError', errorMessage: 'no good' });
  });

  it('lets a function invoke those that its role names, and no others', async () => {
    const event = (target: string): string => JSON.stringify({ sdk: import.meta.filename, target });
    expect(await invoke('calls', event('echo'))).toEqual({
      error: undefined,
      payload: '{"name":null,"payload":"\\"hi\\""}',
    });
    expect(await invoke('calls', event('streams'))).toMatchObject({
      payload: '{"name":"AccessDeniedException","payload":null}',
    });
  });
});

describe('InvokeWithResponseStream', () => {
  it('hands on each chunk before the next is written, and says that all is complete', async () => {
    const { EventStream = [] } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'streams' }));
    const received: string[] = [];
    let complete: unknown;
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      received.push(Buffer.from(PayloadChunk?.Payload ?? []).toString());
      if (received.join('').endsWith('first')) gate.open('second');
      complete = InvokeComplete;
    }
    expect(received.join('')).toBe(`{"statusCode":200}${'\0'.repeat(8)}firstsecond`);
    expect(complete).toEqual({});
  });

  it('says at the end that the function failed', async () => {
    const { EventStream = [] } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'failsLate' }));
    gate.open('fail');
    const events = await collect(EventStream);
    expect(events.at(-1)?.InvokeComplete).toMatchObject({
      ErrorCode: 'RangeError',
      ErrorDetails: expect.stringContaining('too late') as string,
    });
  });

  it('returns the answer of a function that does not stream in one piece', async () => {
    const command = new InvokeWithResponseStreamCommand({ FunctionName: 'echo', Payload: Buffer.from('[1]') });
    const { EventStream = [] } = await client.send(command);
    const events = await collect(EventStream);
    expect(events.map(({ PayloadChunk }) => Buffer.from(PayloadChunk?.Payload ?? []).toString())).toEqual(['[1]', '']);
  });
});
