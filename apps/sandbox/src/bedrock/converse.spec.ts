import {
  ApplyGuardrailCommand,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient, Message } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, sonnet } from '../testing/messages.js';
import { readEvents } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());

const nova = 'amazon.nova-lite-v1:0';
const messages: Message[] = [{ role: 'user', content: [{ text: 'Weather in Bonn?' }] }];
const schema = { type: 'object', properties: { city: { type: 'string' } } };
const toolConfig = { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: schema } } }] };
const client = (): BedrockRuntimeClient => runtimeClient(sandbox.urls.internet);

describe('Converse', () => {
  it.each([nova, sonnet, 'mistral.mistral-7b-instruct-v0:2', 'us.meta.llama4-scout-17b-instruct-v1:0'])(
    'answers for %s in the same form',
    async (modelId) => {
      const answer = await client().send(new ConverseCommand({ modelId, messages }));
      expect(answer.output?.message?.content?.[0]?.text).toMatch(
        new RegExp(`^Echo from ${modelId}: Weather in Bonn\\? \\[[0-9a-f]{12}\\]$`),
      );
      expect(answer).toMatchObject({ stopReason: 'end_turn', usage: { inputTokens: 4 } });
    },
  );

  it('calls the tool it was offered, with what the user said', async () => {
    const answer = await client().send(new ConverseCommand({ modelId: nova, messages, toolConfig }));
    expect(answer.stopReason).toBe('tool_use');
    expect(answer.output?.message?.content?.[1]?.toolUse).toMatchObject({
      name: 'weather',
      input: { city: 'Weather in Bonn?' },
    });
  });

  it('calls no tool once its result has come', async () => {
    const toolUse = { toolUseId: 't1', name: 'weather', input: {} };
    const toolResult = { toolUseId: 't1', content: [{ text: 'Rain' }, { json: { mm: 3 } }] };
    const asked: Message[] = [
      ...messages,
      { role: 'assistant', content: [{ toolUse }] },
      { role: 'user', content: [{ toolResult }] },
    ];
    const answer = await client().send(new ConverseCommand({ modelId: nova, messages: asked, toolConfig }));
    expect(answer.stopReason).toBe('end_turn');
    expect(answer.output?.message?.content?.[0]?.text).toContain(': Rain {"mm":3} [');
    await expect(client().send(new ConverseCommand({ modelId: nova, messages: asked }))).rejects.toThrow(
      'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
    );
  });

  it('counts what stands before a cache point apart', async () => {
    const system = [{ text: 'Be brief, be kind, be.' }, { cachePoint: { type: 'default' as const } }];
    const { usage } = await client().send(new ConverseCommand({ modelId: nova, messages, system }));
    // 22 characters are 6 tokens, half read and half written.
    expect(usage).toMatchObject({ inputTokens: 4, cacheReadInputTokens: 3, cacheWriteInputTokens: 3 });
  });

  it.each([
    ['no messages', { messages: [] }, 'A conversation must start with a user message.'],
    [
      'a tool with a model that has none',
      { modelId: 'mistral.mistral-7b-instruct-v0:2', toolConfig },
      "doesn't support tool use",
    ],
    ['an embedding model', { modelId: 'amazon.titan-embed-text-v2:0' }, "This action doesn't support the model"],
    ['no tool at all', { toolConfig: { tools: [] } }, 'expected at least one toolSpec with a name'],
    ['a model that needs a profile', { modelId: 'amazon.nova-premier-v1:0' }, 'on-demand throughput isn’t supported'],
  ])('refuses %s', async (_, change, message) => {
    const command = new ConverseCommand({ modelId: nova, messages, ...change });
    await expect(client().send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('ConverseStream over %s', (_, connect) => {
  it('says the same as Converse, word by word', async () => {
    const { stream } = await connect(sandbox.urls.vpn).send(new ConverseStreamCommand({ modelId: nova, messages }));
    const events = await readEvents(stream);
    expect(events.map((event) => Object.keys(event)[0])).toStrictEqual([
      'messageStart',
      ...Array.from({ length: 7 }, () => 'contentBlockDelta'),
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
    const whole = await connect(sandbox.urls.vpn).send(new ConverseCommand({ modelId: nova, messages }));
    expect(whole.output?.message?.content).toStrictEqual([{ text }]);
    expect(events.at(-1)?.metadata?.usage).toStrictEqual(whole.usage);
  });

  it('streams a call of a tool in pieces of JSON', async () => {
    const command = new ConverseStreamCommand({ modelId: nova, messages, toolConfig });
    const events = await readEvents((await connect(sandbox.urls.vpn).send(command)).stream);
    expect(events.find((event) => event.contentBlockStart)?.contentBlockStart?.start?.toolUse?.name).toBe('weather');
    const input = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('');
    expect(JSON.parse(input)).toStrictEqual({ city: 'Weather in Bonn?' });
    expect(events.find((event) => event.messageStop)?.messageStop?.stopReason).toBe('tool_use');
  });
});

describe('CountTokens', () => {
  it('counts what InvokeModel and Converse count', async () => {
    const body = Buffer.from(claudeBody('Hello there'));
    const invoked = await client().send(new CountTokensCommand({ modelId: sonnet, input: { invokeModel: { body } } }));
    expect(invoked.inputTokens).toBe(3);
    const conversed = await client().send(
      new CountTokensCommand({ modelId: sonnet, input: { converse: { messages } } }),
    );
    expect(conversed.inputTokens).toBe(4);
  });

  it('counts for a model that needs a profile under its own id', async () => {
    const modelId = 'anthropic.claude-opus-4-1-20250805-v1:0';
    const input = { converse: { messages } };
    expect((await client().send(new CountTokensCommand({ modelId, input }))).inputTokens).toBe(4);
  });

  it('refuses models that do not count, and bodies that the model would refuse', async () => {
    const input = { invokeModel: { body: Buffer.from('{}') } };
    await expect(client().send(new CountTokensCommand({ modelId: nova, input }))).rejects.toThrow(
      "The provided model doesn't support counting tokens.",
    );
    await expect(client().send(new CountTokensCommand({ modelId: sonnet, input }))).rejects.toThrow(
      'anthropic_version: Field required',
    );
  });
});

describe('ApplyGuardrail', () => {
  const guardrail = { guardrailIdentifier: 'abc123', guardrailVersion: '1' };

  it('lets everything pass and counts units of a thousand characters', async () => {
    const content = [{ text: { text: 'x'.repeat(1001) } }];
    const answer = await client().send(new ApplyGuardrailCommand({ ...guardrail, source: 'INPUT', content }));
    expect(answer).toMatchObject({ action: 'NONE', outputs: [], usage: { contentPolicyUnits: 2 } });
  });

  it.each([
    [{ guardrailIdentifier: 'NOT-ONE' }, 'The guardrail identifier is invalid.'],
    [{ guardrailVersion: 'latest' }, 'The guardrail version is invalid.'],
    [{ source: 'NEITHER' as 'INPUT' }, 'The source must be INPUT or OUTPUT.'],
    [{ content: [] }, 'The content must have at least one block.'],
  ])('refuses %j', async (change, message) => {
    const content = [{ text: { text: 'x' } }];
    const command = new ApplyGuardrailCommand({ ...guardrail, source: 'INPUT', content, ...change });
    await expect(client().send(command)).rejects.toThrow(message);
  });
});

it('refuses a body that is no JSON object', async () => {
  await expect(client().send(new InvokeModelCommand({ modelId: nova, body: '[1' }))).rejects.toThrow(
    'Malformed input request, please reformat your input and try again.',
  );
});
