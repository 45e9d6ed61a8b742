import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient, CacheTTL, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { readEvents } from '../testing/read-streams.js';
import { apiKey, runtimeClient } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
const client = (): BedrockRuntimeClient => runtimeClient(sandbox.urls.internet);

const asked: ConverseCommandInput = { modelId: sonnet, messages: [{ role: 'user', content: [{ text: 'Hi' }] }] };
const body = claudeBody('Hi');

describe('How a request is served', () => {
  const wanted = {
    performanceConfig: { latency: 'optimized' },
    serviceTier: { type: 'flex' },
  } as const;

  it('is said again by Converse, in a stream in its last event', async () => {
    expect(await client().send(new ConverseCommand({ ...asked, ...wanted }))).toMatchObject(wanted);
    const { stream } = await client().send(new ConverseStreamCommand({ ...asked, ...wanted }));
    expect((await readEvents(stream)).at(-1)?.metadata).toMatchObject(wanted);
    const plain = await client().send(new ConverseCommand(asked));
    expect([plain.performanceConfig, plain.serviceTier]).toStrictEqual([undefined, undefined]);
  });

  it('is said again to an invoke request in headers', async () => {
    const input = { modelId: sonnet, body, performanceConfigLatency: 'optimized', serviceTier: 'priority' } as const;
    const said = { performanceConfigLatency: 'optimized', serviceTier: 'priority' };
    expect(await client().send(new InvokeModelCommand(input))).toMatchObject(said);
    expect(await client().send(new InvokeModelWithResponseStreamCommand(input))).toMatchObject(said);
    const plain = await client().send(new InvokeModelCommand({ modelId: sonnet, body }));
    expect([plain.performanceConfigLatency, plain.serviceTier]).toStrictEqual([undefined, undefined]);
  });

  it('is refused when there is no such way', async () => {
    const latency = { performanceConfig: { latency: 'fast' as 'standard' } };
    await expect(client().send(new ConverseCommand({ ...asked, ...latency }))).rejects.toThrow(
      "Value at 'performanceConfig.latency' failed to satisfy constraint: Member must satisfy enum value set: [optimized, standard]",
    );
    const invoked = new InvokeModelCommand({ modelId: sonnet, body, serviceTier: 'gold' as 'flex' });
    await expect(client().send(invoked)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('Fields of the model’s own answer', () => {
  const paths = [
    '/stop_sequence',
    '/usage/input_tokens',
    '/usage/output_tokens',
    '/nothing',
    '/stop_reason/x',
    '/a~1b',
  ];
  const fields = { stop_sequence: null, usage: { input_tokens: 1, output_tokens: 18 } };

  it('come with the answer of Converse, in a stream with its stop reason', async () => {
    const input = { ...asked, additionalModelResponseFieldPaths: paths };
    expect((await client().send(new ConverseCommand(input))).additionalModelResponseFields).toStrictEqual(fields);
    const events = await readEvents((await client().send(new ConverseStreamCommand(input))).stream);
    expect(events.at(-2)?.messageStop).toStrictEqual({ stopReason: 'end_turn', additionalModelResponseFields: fields });
  });

  it.each([[''], ['stop_sequence'], ['/a~2']])('are refused by what is no JSON pointer: %j', async (path) => {
    const input = { ...asked, additionalModelResponseFieldPaths: [path] };
    await expect(client().send(new ConverseCommand(input))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

it('takes metadata for the logs, in a body and in a header', async () => {
  const requestMetadata = { team: 'a', project: 'b' };
  expect((await client().send(new ConverseCommand({ ...asked, requestMetadata }))).stopReason).toBe('end_turn');
  const answer = await client().send(
    new InvokeModelCommand({ modelId: sonnet, body, requestMetadata: JSON.stringify(requestMetadata) }),
  );
  expect(answer.$metadata.httpStatusCode).toBe(200);
});

describe('What is cached', () => {
  const twenty = 'x'.repeat(20);

  it('is counted in Converse by how long it is kept', async () => {
    const kept = async (ttl: CacheTTL): Promise<unknown> => {
      const system = [{ text: twenty }, { cachePoint: { type: 'default' as const, ttl } }];
      return (await client().send(new ConverseCommand({ ...asked, system }))).usage;
    };
    const counts = { inputTokens: 1, cacheReadInputTokens: 2, cacheWriteInputTokens: 3 };
    expect(await kept('1h')).toMatchObject({ ...counts, cacheDetails: [{ ttl: '1h', inputTokens: 3 }] });
    expect(await kept('5m')).toMatchObject({ ...counts, cacheDetails: [{ ttl: '5m', inputTokens: 3 }] });
  });

  it('is counted by Claude in the body and by Bedrock in headers', async () => {
    const system = [{ type: 'text', text: twenty, cache_control: { type: 'ephemeral', ttl: '1h' } }];
    const response = await fetch(`${sandbox.urls.internet}/model/${encodeURIComponent(sonnet)}/invoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: claudeBody('Hi', { system }),
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-amzn-bedrock-input-token-count': '1',
      'x-amzn-bedrock-cache-read-input-token-count': '2',
      'x-amzn-bedrock-cache-write-input-token-count': '3',
    });
    expect(readJson(Buffer.from(await response.arrayBuffer()))['usage']).toMatchObject({
      cache_read_input_tokens: 2,
      cache_creation_input_tokens: 3,
      cache_creation: { ephemeral_1h_input_tokens: 3, ephemeral_5m_input_tokens: 0 },
    });
  });
});
