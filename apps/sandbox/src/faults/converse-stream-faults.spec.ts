import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { ConverseStreamCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Fault, Sandbox } from '../sandbox.js';
import { claudeBody, sonnet } from '../testing/messages.js';
import { readChunks } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';
import { exceptionTypes } from './fault.js';
import type { ExceptionType } from './fault.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

const messages = [{ role: 'user' as const, content: [{ text: 'Hello there' }] }];
const converse = new ConverseStreamCommand({ modelId: 'amazon.nova-lite-v1:0', messages });
const invoke = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body: claudeBody('Hello there') });

/** What a client saw of a Converse stream: the names of its events, and how it broke if it did. */
async function watch(client: BedrockRuntimeClient): Promise<{ names: string[]; failure: unknown }> {
  const names: string[] = [];
  try {
    const { stream } = await client.send(converse);
    for await (const event of stream ?? []) names.push(...Object.keys(event));
    return { names, failure: undefined };
  } catch (failure) {
    return { names, failure };
  }
}

/** By the SDK's own schema of what a Converse stream may hold. */
const ofConverse = (runtime.ConverseStreamOutput$ as unknown as unknown[])[4] as string[];

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('A Converse stream over %s', (_, connect) => {
  const ends: [ExceptionType, string][] = [
    ['internalServerException', 'InternalServerException'],
    ['modelStreamErrorException', 'ModelStreamErrorException'],
    ['serviceUnavailableException', 'ServiceUnavailableException'],
    ['throttlingException', 'ThrottlingException'],
    ['validationException', 'ValidationException'],
  ];
  it.each(ends)('ends in %s', async (exceptionType, name) => {
    expect(ofConverse).toContain(exceptionType);
    await sandbox.faults.set('internet', { fault: 'exception', after: 2, exceptionType });
    const { names, failure } = await watch(connect(sandbox.urls.internet));
    expect(names).toStrictEqual(['messageStart', 'contentBlockDelta']);
    expect(failure).toMatchObject({ name, message: expect.stringMatching(/^[A-Z].*\.$/) as string });
  });

  it('can be throttled before it begins and while it runs, and the two differ', async () => {
    await sandbox.faults.set('vpn', { fault: 'throttle' });
    const before = await watch(connect(sandbox.urls.vpn));
    await sandbox.faults.set('vpn', { fault: 'exception', after: 3, exceptionType: 'throttlingException' });
    const inside = await watch(connect(sandbox.urls.vpn));
    expect(before).toMatchObject({
      names: [],
      failure: {
        name: 'ThrottlingException',
        message: 'Too many requests, please wait before trying again.',
        $metadata: { httpStatusCode: 429 },
      },
    });
    expect(inside).toMatchObject({
      names: ['messageStart', 'contentBlockDelta', 'contentBlockDelta'],
      failure: {
        name: 'ThrottlingException',
        message: 'Too many tokens, please wait before trying again.',
        $metadata: undefined,
      },
    });
  });

  it.each<[Fault, RegExp]>([
    [{ fault: 'crc', after: 2 }, /checksum/i],
    [{ fault: 'cut', after: 2 }, /./],
  ])('breaks under %j', async (fault, message) => {
    await sandbox.faults.set('internet', fault);
    const { names, failure } = await watch(connect(sandbox.urls.internet));
    expect(names).toStrictEqual(['messageStart', 'contentBlockDelta']);
    expect(failure).toMatchObject({ message: expect.stringMatching(message) as string });
  });

  it('is whole when the fault is gone', async () => {
    const { names, failure } = await watch(connect(sandbox.urls.internet));
    expect([names.at(-1), failure]).toStrictEqual(['metadata', undefined]);
  });
});

it.each(exceptionTypes)('ends an invoke stream in %s', async (exceptionType) => {
  await sandbox.faults.set('internet', { fault: 'exception', exceptionType });
  const { body } = await runtimeClient(sandbox.urls.internet).send(invoke);
  const name = exceptionType.charAt(0).toUpperCase() + exceptionType.slice(1);
  await expect(readChunks(body)).rejects.toMatchObject({ name });
});

it('tells what the model said when its stream failed', async () => {
  await sandbox.faults.set('internet', { fault: 'exception' });
  const { failure } = await watch(runtimeClient(sandbox.urls.internet));
  expect(failure).toMatchObject({ originalStatusCode: 500, originalMessage: 'injected' });
});
