import { describe, expect, it } from 'vitest';
import { complete, splitIntoWords } from './completion.js';
import type { Completion } from './completion.js';
import { claude } from './claude.js';

const tools = [{ name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }];
const base = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 10 };

function completionFor(body: Record<string, unknown>): Completion {
  const bytes = Buffer.from(JSON.stringify(body));
  return complete({ modelId: 'us.m', baseModelId: 'm', body: bytes }, claude.read(body));
}

describe('Claude', () => {
  it('reads the last user message: its texts and the results of tools', () => {
    const content = [
      { type: 'text', text: 'First' },
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'Rain' }] },
      { type: 'server_tool_use', id: 's', name: 'search', input: {} },
    ];
    const messages = [
      { role: 'user', content: 'Old' },
      { role: 'assistant', content: 'Yes' },
      { role: 'user', content },
    ];
    expect(claude.read({ ...base, messages }).lastUserText).toBe('First Rain');
  });

  it('calls the first tool with what the user said, whole and in pieces', () => {
    const completion = completionFor({ ...base, tools, messages: [{ role: 'user', content: 'Bonn in June?' }] });
    expect(claude.whole(completion)).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'text' }, { type: 'tool_use', name: 'weather', input: { city: 'Bonn in June?' } }],
    });
    const chunks = [...claude.chunks(completion)] as { delta?: { partial_json?: string; stop_reason?: string } }[];
    const json = chunks.map(({ delta }) => delta?.partial_json ?? '').join('');
    expect(JSON.parse(json)).toStrictEqual({ city: 'Bonn in June?' });
    expect(chunks.at(-2)?.delta?.stop_reason).toBe('tool_use');
  });

  it.each([
    ['its result has come', { messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'x' }] }] }],
    ['it is forbidden', { messages: [{ role: 'user', content: 'x' }], tool_choice: { type: 'none' } }],
  ])('calls no tool when %s', (_, change) => {
    expect(claude.whole(completionFor({ ...base, tools, ...change }))).toMatchObject({ stop_reason: 'end_turn' });
  });

  it('counts what carries cache_control apart, half read and half written', () => {
    const system = [{ type: 'text', text: 'x'.repeat(20), cache_control: { type: 'ephemeral' } }];
    const completion = completionFor({ ...base, system, messages: [{ role: 'user', content: 'Four' }] });
    expect(claude.whole(completion)['usage']).toMatchObject({
      input_tokens: 1,
      cache_read_input_tokens: 2,
      cache_creation_input_tokens: 3,
    });
  });
});

describe('The words of a stream', () => {
  it.each(['one two', '  lead and trail \n', 'a'.repeat(2500), '🙂'.repeat(1500), '', ' '])(
    'put together are the text again: %j',
    (text) => {
      const words = splitIntoWords(text);
      expect(words.join('')).toBe(text);
      expect(words.every((word) => word.isWellFormed() && word.length <= 2002)).toBe(true);
    },
  );
});
