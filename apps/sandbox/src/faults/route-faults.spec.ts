import {
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ModelErrorException,
} from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Fault, Sandbox } from '../sandbox.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.faults.clear();
  sandbox.forgetRequests();
});

const body = claudeBody('Hello there');
const invoke = new InvokeModelCommand({ modelId: sonnet, body });
const stream = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body });

/** What a client saw of a stream: the types of its chunks, and how it broke if it did. */
async function watch(client: BedrockRuntimeClient): Promise<{ types: unknown[]; failure: Error | undefined }> {
  const types: unknown[] = [];
  try {
    const answer = await client.send(stream);
    for await (const event of answer.body ?? []) types.push(readJson(event.chunk?.bytes)['type']);
    return { types, failure: undefined };
  } catch (failure) {
    return { types, failure: failure as Error };
  }
}

async function failureOf(client: BedrockRuntimeClient): Promise<Error> {
  return client.send(invoke).then(
    () => new Error('it did not fail'),
    (error: unknown) => error as Error,
  );
}

const bothProtocols = [
  { version: '2.0', connect: (url: string): BedrockRuntimeClient => runtimeClient(url) },
  { version: '1.1', connect: (url: string): BedrockRuntimeClient => runtimeClientHttp1(url) },
];

describe.each(bothProtocols)('A fault over HTTP/$version', ({ connect }) => {
  const errors: [Fault, string, number][] = [
    [{ fault: 'throttle' }, 'ThrottlingException', 429],
    [{ fault: 'error' }, 'InternalServerException', 500],
    [{ fault: 'expired' }, 'ExpiredTokenException', 403],
    [{ fault: 'invalid' }, 'ValidationException', 400],
    [{ fault: 'not-found' }, 'ResourceNotFoundException', 404],
    [{ fault: 'denied' }, 'AccessDeniedException', 403],
    [{ fault: 'not-ready' }, 'ModelNotReadyException', 429],
    [{ fault: 'timeout' }, 'ModelTimeoutException', 408],
    [{ fault: 'model-error' }, 'ModelErrorException', 424],
    [{ fault: 'unavailable' }, 'ServiceUnavailableException', 503],
  ];
  it.each(errors)('$fault is what the SDK calls %s', async (fault, name, httpStatusCode) => {
    await sandbox.faults.set('internet', fault);
    const client = connect(sandbox.urls.internet);
    expect(await failureOf(client)).toMatchObject({ name, $metadata: { httpStatusCode } });
    expect((await watch(client)).failure).toMatchObject({ name });
    expect(await failureOf(connect(sandbox.urls.vpn))).toMatchObject({ message: 'it did not fail' });
  });

  it('of the model tells the status that the model gave', async () => {
    await sandbox.faults.set('vpn', { fault: 'model-error' });
    const failure = await failureOf(connect(sandbox.urls.vpn));
    expect(failure).toBeInstanceOf(ModelErrorException);
    expect(failure).toMatchObject({ originalStatusCode: 500 });
  });

  it('ends by itself after the given number of requests', async () => {
    await sandbox.faults.set('internet', { fault: 'throttle', times: 2 });
    const client = connect(sandbox.urls.internet);
    const names = [await failureOf(client), await failureOf(client), await failureOf(client)].map(({ name }) => name);
    expect(names).toStrictEqual(['ThrottlingException', 'ThrottlingException', 'Error']);
  });

  it('down refuses connections and breaks open ones; clearing it serves the same port again', async () => {
    const client = connect(sandbox.urls.internet);
    expect((await failureOf(client)).message).toBe('it did not fail');
    await sandbox.faults.set('internet', { fault: 'down' });
    // The SDK's HTTP/2 client hides ECONNREFUSED behind its own cancellation.
    const code = expect.stringMatching(/^(ECONNREFUSED|ERR_HTTP2_STREAM_CANCEL)$/) as string;
    expect(await failureOf(connect(sandbox.urls.internet))).toMatchObject({ code });
    expect((await failureOf(client)).message).not.toBe('it did not fail');
    expect((await failureOf(connect(sandbox.urls.vpn))).message).toBe('it did not fail');

    await sandbox.faults.set('internet', { fault: 'none' });
    expect((await failureOf(connect(sandbox.urls.internet))).message).toBe('it did not fail');
  });

  it('reset breaks the connection before any byte of the answer', async () => {
    await sandbox.faults.set('internet', { fault: 'reset' });
    const failure = await failureOf(connect(sandbox.urls.internet));
    expect(failure.message).toMatch(
      /^(read ECONNRESET|socket hang up|Unexpected error: http2 request did not get a response)$/,
    );
    expect(sandbox.exchanges('internet')).toMatchObject([{ status: 0, responseBytes: 0, aborted: false }]);
  });

  it('reset-after-headers breaks it before any byte of the body', async () => {
    await sandbox.faults.set('internet', { fault: 'reset-after-headers' });
    expect((await watch(connect(sandbox.urls.internet))).failure).toBeInstanceOf(Error);
    expect(sandbox.exchanges('internet')).toMatchObject([{ status: 200, responseBytes: 0, aborted: false }]);
  });

  it('cut breaks a stream in the middle of a frame', async () => {
    await sandbox.faults.set('internet', { fault: 'cut', after: 3 });
    const { types, failure } = await watch(connect(sandbox.urls.internet));
    expect(types).toStrictEqual(['message_start', 'content_block_start', 'content_block_delta']);
    expect(failure).toBeInstanceOf(Error);
  });

  it('exception ends a stream in the typed error', async () => {
    await sandbox.faults.set('internet', { fault: 'exception', after: 2, exceptionType: 'throttlingException' });
    const { types, failure } = await watch(connect(sandbox.urls.internet));
    expect(types).toStrictEqual(['message_start', 'content_block_start']);
    expect(failure?.name).toBe('ThrottlingException');
  });

  it('exception is a failed model stream when nothing else is said', async () => {
    await sandbox.faults.set('internet', { fault: 'exception' });
    expect((await watch(connect(sandbox.urls.internet))).failure?.name).toBe('ModelStreamErrorException');
  });

  it('crc damages one frame, which the SDK sees', async () => {
    await sandbox.faults.set('internet', { fault: 'crc', after: 2 });
    const { types, failure } = await watch(connect(sandbox.urls.internet));
    expect(types).toStrictEqual(['message_start', 'content_block_start']);
    expect(failure?.message).toMatch(/checksum/i);
  });

  it('leaves answers in one piece alone when it is for streams only', async () => {
    for (const fault of ['exception', 'crc', 'flood'] as const) {
      await sandbox.faults.set('internet', { fault });
      expect((await failureOf(connect(sandbox.urls.internet))).message).toBe('it did not fail');
    }
  });

  it('stall sends so many frames, holds, and goes on when the fault is changed', async () => {
    await sandbox.faults.set('internet', { fault: 'stall', after: 3 });
    const { body: events } = await connect(sandbox.urls.internet).send(stream);
    const types: unknown[] = [];
    const reading = (async () => {
      for await (const event of events ?? []) types.push(readJson(event.chunk?.bytes)['type']);
    })();
    await expect.poll(() => types.length).toBe(3);
    expect(sandbox.exchanges('internet')[0]?.endedAtEpochMs).toBeUndefined();
    await sandbox.faults.set('internet', { fault: 'none' });
    await reading;
    expect(types).toHaveLength(11);
  });

  it('stall after 0 holds before the headers', async () => {
    await sandbox.faults.set('internet', { fault: 'stall', times: 1 });
    const answer = connect(sandbox.urls.internet).send(invoke);
    await expect.poll(() => sandbox.exchanges('internet')[0]?.requestBytes).toBe(body.length);
    // The fault has run out by now, and holds what it hit all the same.
    expect((await failureOf(connect(sandbox.urls.internet))).message).toBe('it did not fail');
    expect(sandbox.exchanges('internet')[0]?.status).toBe(0);
    await sandbox.faults.clear();
    expect((await answer).$metadata.httpStatusCode).toBe(200);
  });
});

// The SDK takes an HTTP/2 connection that ends between two frames for the end of the answer, so it cannot tell these.
describe('A cut over HTTP/1.1', () => {
  it('breaks a stream without a proper end when the stream is shorter than that', async () => {
    await sandbox.faults.set('internet', { fault: 'cut', after: 1000 });
    const { types, failure } = await watch(runtimeClientHttp1(sandbox.urls.internet));
    expect(types.at(-1)).toBe('message_stop');
    expect(failure).toBeInstanceOf(Error);
  });

  it('breaks an answer in one piece after half of it', async () => {
    await sandbox.faults.set('internet', { fault: 'cut' });
    expect((await failureOf(runtimeClientHttp1(sandbox.urls.internet))).message).not.toBe('it did not fail');
    const [cut] = sandbox.exchanges('internet');
    await sandbox.faults.clear();
    await runtimeClientHttp1(sandbox.urls.internet).send(invoke);
    const [, whole] = sandbox.exchanges('internet');
    expect(cut?.responseBytes).toBe(Math.floor((whole?.responseBytes ?? 0) / 2));
  });
});

describe('A fault on the wire', () => {
  async function post(): Promise<Response> {
    const url = `${sandbox.urls.internet}/model/${encodeURIComponent(sonnet)}/invoke`;
    return fetch(url, { method: 'POST', body, headers: { authorization: `Bearer ${apiKey}` } });
  }

  it('throttle names the seconds to wait when they are given', async () => {
    await sandbox.faults.set('internet', { fault: 'throttle', retryAfterSeconds: 7 });
    expect((await post()).headers.get('retry-after')).toBe('7');
    await sandbox.faults.set('internet', { fault: 'throttle' });
    expect((await post()).headers.get('retry-after')).toBeNull();
  });

  it.each([
    ['html', 200],
    ['html-502', 502],
  ] as const)('%s is a page that nothing of Bedrock is in', async (fault, status) => {
    await sandbox.faults.set('internet', { fault });
    const response = await post();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('x-amzn-requestid')).toBeNull();
    expect(await response.text()).toContain('<!doctype html>');
  });

  it.each(['slow', 'late', 'expired'] as const)('%s waits before the headers', async (fault) => {
    await sandbox.faults.set('internet', { fault, delayMs: 80 });
    const startedAtMs = performance.now();
    await post();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(78);
  });

  it('drip is the same answer, drop by drop', async () => {
    const whole = await (await post()).text();
    await sandbox.faults.set('internet', { fault: 'drip', chunkBytes: 100, delayMs: 5 });
    const startedAtMs = performance.now();
    expect(await (await post()).text()).toBe(whole);
    // A timer may fire within the millisecond before.
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(Math.ceil(whole.length / 100) * 4);
  });

  it('huge-header is an answer whose head alone is more than clients take', async () => {
    await sandbox.faults.set('internet', { fault: 'huge-header' });
    await expect(post()).rejects.toMatchObject({ cause: { code: 'UND_ERR_HEADERS_OVERFLOW' } });
  });
});
