import { ConverseCommand, ConverseStreamCommand, CountTokensCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient, ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { readChunks, readEvents } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());

const modelId = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
const thinking = { type: 'enabled', budget_tokens: 1024 };
const messages: Message[] = [{ role: 'user', content: [{ text: 'Two and two?' }] }];
const asked = { modelId, messages, additionalModelRequestFields: { thinking } };
const body = (extra: object = {}): string => claudeBody('Two and two?', { max_tokens: 2000, thinking, ...extra });
const thought = 'Thinking about: Two and two?';
/** base64 of SHA-256 of "thought here: Thinking about: Two and two?", by `openssl dgst`. */
const signature = 'YsrIk1SSoG0GN3Aj3HqfXzURj3nGmO8wf/pwPED3wz8=';
const client = (): BedrockRuntimeClient => runtimeClient(sandbox.urls.internet);
const tools = [{ name: 'add', input_schema: { type: 'object', properties: { a: {} } } }];

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('Reasoning over %s', (_, connect) => {
  it('stands before the text in Converse, signed, and is paid for', async () => {
    const { output, usage } = await connect(sandbox.urls.internet).send(new ConverseCommand(asked));
    expect(output?.message?.content).toStrictEqual([
      { reasoningContent: { reasoningText: { text: thought, signature } } },
      { text: expect.stringMatching(/^Echo from us\.anthropic.*: Two and two\? \[/) as string },
    ]);
    // 10 + 42 + 2 + 12 + 1 + 14 characters are 21 tokens, and 28 characters of thoughts are 7.
    expect(usage?.outputTokens).toBe(28);
  });

  it('streams in Converse as text and then its signature, in a block of its own', async () => {
    const { stream } = await connect(sandbox.urls.vpn).send(new ConverseStreamCommand(asked));
    const events = await readEvents(stream);
    const deltas = events.flatMap(({ contentBlockDelta }) => contentBlockDelta ?? []);
    const thoughts = deltas.filter(({ contentBlockIndex }) => contentBlockIndex === 0);
    expect(thoughts.map(({ delta }) => delta?.reasoningContent?.text ?? '').join('')).toBe(thought);
    expect(thoughts.at(-1)?.delta?.reasoningContent).toStrictEqual({ signature });
    expect(thoughts).toHaveLength(6);
    expect(deltas.slice(6).every(({ contentBlockIndex, delta }) => contentBlockIndex === 1 && delta?.text)).toBe(true);
    const stops = events.flatMap(({ contentBlockStop }) => contentBlockStop?.contentBlockIndex ?? []);
    expect(stops).toStrictEqual([0, 1]);
  });

  it('stands before the text in the body of Claude', async () => {
    const answer = await connect(sandbox.urls.vpn).send(new InvokeModelCommand({ modelId, body: body() }));
    expect(readJson(answer.body)['content']).toStrictEqual([
      { type: 'thinking', thinking: thought, signature },
      { type: 'text', text: expect.stringContaining('Echo from') as string },
    ]);
  });

  it('streams from Claude as thoughts and then their signature, before the text and the tool', async () => {
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body: body({ tools }) });
    const chunks = await readChunks((await connect(sandbox.urls.vpn).send(command)).body);
    const starts = chunks.filter(({ type }) => type === 'content_block_start');
    expect(starts).toMatchObject([
      { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { index: 1, content_block: { type: 'text' } },
      { index: 2, content_block: { type: 'tool_use' } },
    ]);
    const deltas = chunks.filter(({ index, type }) => index === 0 && type === 'content_block_delta');
    const inner = deltas.map(({ delta }) => delta as { type: string; thinking?: string });
    expect(inner.map(({ thinking: piece }) => piece ?? '').join('')).toBe(thought);
    expect(new Set(inner.slice(0, -1).map(({ type }) => type))).toStrictEqual(new Set(['thinking_delta']));
    expect(inner.at(-1)).toStrictEqual({ type: 'signature_delta', signature });
  });
});

describe('Thoughts', () => {
  it('are left out on request, but not their signature', async () => {
    const omitted = body({ thinking: { ...thinking, display: 'omitted' } });
    const answer = await client().send(new InvokeModelCommand({ modelId, body: omitted }));
    const [block] = readJson(answer.body)['content'] as { thinking: string; signature: string }[];
    expect(block?.thinking).toBe('');
    expect(block?.signature).toHaveLength(44);
    expect(block?.signature).not.toBe(signature);
  });

  it('can be handed back unchanged, and not otherwise', async () => {
    const send = async (text: string): Promise<unknown> => {
      const content: ContentBlock[] = [{ reasoningContent: { reasoningText: { text, signature } } }, { text: 'Four' }];
      const turns: Message[] = [...messages, { role: 'assistant', content }, ...messages];
      return client().send(new ConverseCommand({ ...asked, messages: turns }));
    };
    await expect(send(thought)).resolves.toBeDefined();
    await expect(send(`${thought}!`)).rejects.toThrow('messages.1.content.0: Invalid `signature` in `thinking` block');
  });

  it('can be handed back to Claude unchanged, and not otherwise', async () => {
    const send = async (signed: string): Promise<unknown> => {
      const question = { role: 'user', content: 'Two and two?' };
      const block = { type: 'thinking', thinking: thought, signature: signed };
      const turns = [question, { role: 'assistant', content: [block] }, question];
      return client().send(new InvokeModelCommand({ modelId, body: body({ messages: turns }) }));
    };
    await expect(send(signature)).resolves.toBeDefined();
    await expect(send('forged')).rejects.toThrow('messages.1.content.0: Invalid `signature` in `thinking` block');
  });

  it.each([
    ['of no kind', { thinking: { type: 'much' } }, "'adaptive', 'disabled', 'enabled'"],
    ['on too small a budget', { thinking: { ...thinking, budget_tokens: 1023 } }, 'greater than or equal to 1024'],
    ['without room for an answer', { max_tokens: 1024 }, '`max_tokens` must be greater than'],
    ['of a forced tool', { tools, tool_choice: { type: 'any' } }, 'when tool_choice forces tool use'],
  ])('%s are refused', async (_, change, message) => {
    const command = new InvokeModelCommand({ modelId, body: body(change) });
    await expect(client().send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });

  it.each([{ type: 'disabled' }, undefined])('do not come for %j', async (given) => {
    const answer = await client().send(new InvokeModelCommand({ modelId, body: body({ thinking: given }) }));
    expect(readJson(answer.body)['content']).toHaveLength(1);
  });

  it('come when the model may choose', async () => {
    const command = new InvokeModelCommand({ modelId, body: body({ thinking: { type: 'adaptive' } }) });
    expect(readJson((await client().send(command)).body)['content']).toHaveLength(2);
  });

  it('come from the models only that have them', async () => {
    const fields = { ...asked, modelId: sonnet };
    await expect(client().send(new ConverseCommand(fields))).rejects.toThrow(`'${sonnet}' does not support thinking.`);
    const invoked = new InvokeModelCommand({ modelId: sonnet, body: body() });
    await expect(client().send(invoked)).rejects.toThrow('does not support thinking.');
    const input = { invokeModel: { body: Buffer.from(body()) } };
    await expect(client().send(new CountTokensCommand({ modelId: sonnet, input }))).rejects.toThrow('does not support');
    const nova = { ...asked, modelId: 'amazon.nova-lite-v1:0' };
    await expect(client().send(new ConverseCommand(nova))).rejects.toThrow('extraneous key [thinking]');
  });
});
