import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HELLO, MODELS } from '../support/models.js';
import { post } from '../support/post.js';
import { readServerSentEvents } from '../support/read-sse.js';
import { readStreamChunks } from '../support/read-stream-chunks.js';
import { shareSystem } from '../support/share-system.js';
import { onlyCallOf } from '../support/traffic.js';

const SSE = 'text/event-stream';
const FRAMES = 'application/vnd.amazon.eventstream';
const PATH = '/bedrock/invoke-stream';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

describe('a stream of server-sent events', () => {
  it.each(MODELS)('has the JSON of every chunk as the model sent it, and an end ($name)', async ({ modelId, body }) => {
    const response = await post(system, PATH, { modelId, body }, { headers: { accept: SSE } });
    const text = await response.text();
    const chunks = readStreamChunks(onlyCallOf(system).responseBody ?? Buffer.alloc(0));
    expect(chunks.length).toBeGreaterThan(3);
    // Byte for byte: nothing but these lines, in this order.
    expect(text).toBe([...chunks.map((json) => `data: ${json}\n\n`), 'event: end\ndata: {}\n\n'].join(''));
  });

  it('keeps characters of every kind', async () => {
    const prompt = 'Zürich\r\n「東京」 \u2028 😀 "quoted" \\ data: event: end';
    const messages = [{ role: 'user', content: prompt }];
    const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages };
    const response = await post(system, PATH, { modelId: HELLO.modelId, body }, { headers: { accept: SSE } });
    const events = readServerSentEvents(await response.text());
    expect(events.at(-1)).toEqual({ event: 'end', data: '{}' });
    const texts = events.map(({ data }) => (JSON.parse(data) as { delta?: { text?: string } }).delta?.text ?? '');
    expect(texts.join('')).toContain(prompt);
  });
});

describe('Accept', () => {
  it.each([
    { accept: '*/*', type: 'text/event-stream; charset=utf-8' },
    { accept: SSE, type: 'text/event-stream; charset=utf-8' },
    { accept: 'application/json', type: 'text/event-stream; charset=utf-8' },
    { accept: FRAMES, type: FRAMES },
    { accept: `${FRAMES};q=0.5, ${SSE};q=0.9`, type: 'text/event-stream; charset=utf-8' },
    { accept: `${SSE};q=0.5, ${FRAMES}`, type: FRAMES },
  ])('$accept gives $type', async ({ accept, type }) => {
    const response = await post(system, PATH, HELLO, { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(type);
    const bytes = Buffer.from(await response.arrayBuffer());
    const isFrames = type === FRAMES;
    expect(bytes.equals(onlyCallOf(system).responseBody ?? Buffer.alloc(0))).toBe(isFrames);
  });
});
