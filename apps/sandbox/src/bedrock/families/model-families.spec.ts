import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox.js';
import { readJson } from '../../testing/messages.js';
import { apiKey, runtimeClient } from '../../testing/sdk-clients.js';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';

const nova = 'amazon.nova-lite-v1:0';
const llama = 'us.meta.llama4-scout-17b-instruct-v1:0';
const mistral = 'mistral.mistral-7b-instruct-v0:2';

const novaBody = { messages: [{ role: 'user', content: [{ text: 'Hello there' }] }] };
const llamaBody = {
  prompt:
    '<|begin_of_text|><|header_start|>user<|header_end|>\n\nHello there<|eot|><|header_start|>assistant<|header_end|>',
};
const mistralBody = { prompt: '<s>[INST] Before [/INST] Yes</s>[INST] Hello there [/INST]' };

/** What a model says to "Hello there", by the rule that every answer follows. */
function echo(modelId: string, body: object): string {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12);
  return `Echo from ${modelId}: Hello there [${digest}]`;
}

async function invoke(modelId: string, body: unknown): Promise<Record<string, unknown>> {
  await using sandbox = await startSandbox({ bedrockApiKey: apiKey });
  const client = runtimeClient(sandbox.urls.internet);
  return readJson((await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }))).body);
}

async function stream(modelId: string, body: unknown): Promise<Record<string, unknown>[]> {
  await using sandbox = await startSandbox({ bedrockApiKey: apiKey });
  const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) });
  const chunks = [];
  for await (const event of (await runtimeClient(sandbox.urls.vpn).send(command)).body ?? []) {
    chunks.push(readJson(event.chunk?.bytes));
  }
  return chunks;
}

describe('Nova', () => {
  it('answers in one piece', async () => {
    expect(await invoke(nova, novaBody)).toStrictEqual({
      output: { message: { role: 'assistant', content: [{ text: echo(nova, novaBody) }] } },
      stopReason: 'end_turn',
      // 11 characters in; 10 + 21 + 2 + 11 + 1 + 14 out.
      usage: {
        inputTokens: 3,
        outputTokens: 15,
        totalTokens: 18,
        cacheReadInputTokenCount: 0,
        cacheWriteInputTokenCount: 0,
      },
    });
  });

  it('streams', async () => {
    const chunks = await stream(nova, novaBody);
    expect(chunks.map((chunk) => Object.keys(chunk)[0])).toStrictEqual([
      'messageStart',
      ...Array.from({ length: 6 }, () => 'contentBlockDelta'),
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    expect(chunks.at(-1)).toMatchObject({
      metadata: { usage: { outputTokens: 15 } },
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 15 },
    });
  });
});

describe('Llama', () => {
  it('answers the last user turn in one piece', async () => {
    expect(await invoke(llama, llamaBody)).toStrictEqual({
      generation: echo(llama, llamaBody),
      prompt_token_count: 28,
      generation_token_count: 19,
      stop_reason: 'stop',
    });
  });

  it('streams', async () => {
    const chunks = await stream(llama, llamaBody);
    expect(chunks.map(({ generation }) => generation).join('')).toBe(echo(llama, llamaBody));
    expect(chunks[0]).toMatchObject({ prompt_token_count: 28, generation_token_count: 1, stop_reason: null });
    expect(chunks.at(-1)).toMatchObject({ generation: '', prompt_token_count: null, stop_reason: 'stop' });
  });
});

describe('Mistral', () => {
  it('answers the last instruction in one piece and streamed', async () => {
    expect(await invoke(mistral, mistralBody)).toStrictEqual({
      outputs: [{ text: echo(mistral, mistralBody), stop_reason: 'stop' }],
    });
    const outputs = (await stream(mistral, mistralBody)).flatMap((chunk) => chunk['outputs'] as { text: string }[]);
    expect(outputs.map(({ text }) => text).join('')).toBe(echo(mistral, mistralBody));
  });
});

describe('Embeddings', () => {
  it('of Titan are unit vectors that belong to their text', async () => {
    const body = { inputText: 'Hello there', dimensions: 256 };
    const first = await invoke('amazon.titan-embed-text-v2:0', body);
    const other = await invoke('amazon.titan-embed-text-v2:0', { ...body, inputText: 'Hello you' });
    const embedding = first['embedding'] as number[];
    expect(first['inputTextTokenCount']).toBe(3);
    expect(embedding).toHaveLength(256);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(await invoke('amazon.titan-embed-text-v2:0', body)).toStrictEqual(first);
    expect(other['embedding']).not.toStrictEqual(embedding);
  });

  it('of Cohere come for each text, flat or by type', async () => {
    const body = { texts: ['one', 'two'], input_type: 'search_query' };
    const flat = await invoke('cohere.embed-english-v3', body);
    expect(flat).toMatchObject({ texts: ['one', 'two'], response_type: 'embeddings_floats' });
    expect((flat['embeddings'] as number[][]).map(({ length }) => length)).toStrictEqual([1024, 1024]);
    const typed = await invoke('cohere.embed-english-v3', { ...body, embedding_types: ['float'] });
    expect(typed).toMatchObject({ response_type: 'embeddings_by_type', embeddings: { float: flat['embeddings'] } });
  });

  it('are not streamed', async () => {
    await expect(stream('amazon.titan-embed-text-v2:0', { inputText: 'x' })).rejects.toThrow(
      'The model is unsupported for streaming.',
    );
  });
});
