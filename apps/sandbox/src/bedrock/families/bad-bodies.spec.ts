import { describe, expect, it } from 'vitest';
import type { FamilyName } from '../catalogue.js';
import { BedrockProblem } from '../bedrock-problem.js';
import { modelFamilies } from './model-families.js';

const user = { role: 'user', content: 'Hi' };
const claude = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 1, messages: [user] };
const block = { role: 'user', content: [{ text: 'Hi' }] };
const cohere = { texts: ['a'], input_type: 'search_query' };

/** What a family says to a body: 'ok', or the message of its ValidationException. */
function verdict(name: FamilyName, body: Record<string, unknown>): string {
  const family = modelFamilies[name];
  try {
    if (family.kind === 'chat') family.read(body);
    else family.embed(body, '');
    return 'ok';
  } catch (error) {
    if (!(error instanceof BedrockProblem) || error.code !== 'ValidationException') throw error;
    return error.message;
  }
}

const cases: [FamilyName, string, Record<string, unknown>, string][] = [
  ['claude', 'no version', { ...claude, anthropic_version: undefined }, 'anthropic_version: Field required'],
  ['claude', 'another version', { ...claude, anthropic_version: '2023-06-01' }, 'anthropic_version: Input should be'],
  ['claude', 'no limit', { ...claude, max_tokens: undefined }, 'max_tokens: Field required'],
  ['claude', 'a limit of 0', { ...claude, max_tokens: 0 }, 'max_tokens: Input should be greater than or equal to 1'],
  ['claude', 'no messages', { ...claude, messages: undefined }, 'messages: Field required'],
  ['claude', 'messages that are no list', { ...claude, messages: {} }, 'messages: Input should be a valid list'],
  ['claude', 'an empty list', { ...claude, messages: [] }, 'messages: at least one message is required'],
  [
    'claude',
    'a message that is none',
    { ...claude, messages: ['x'] },
    'messages.0: Input should be a valid dictionary',
  ],
  [
    'claude',
    'a system role',
    { ...claude, messages: [{ ...user, role: 'system' }] },
    'messages.0.role: Input should be',
  ],
  [
    'claude',
    'empty content',
    { ...claude, messages: [{ ...user, content: '' }] },
    'messages.0: all messages must have',
  ],
  ['claude', 'content of no kind', { ...claude, messages: [{ role: 'user' }] }, 'messages.0.content: Input should be'],
  ['claude', 'an untyped block', { ...claude, messages: [block] }, 'messages.0.content.0.type: Field required'],
  [
    'claude',
    'an assistant first',
    { ...claude, messages: [{ ...user, role: 'assistant' }] },
    'messages: first message',
  ],
  ['claude', 'a model', { ...claude, model: 'x' }, 'model: Extra inputs are not permitted'],
  ['claude', 'stream', { ...claude, stream: true }, 'stream: Extra inputs are not permitted'],
  ['nova', 'no messages', {}, '#: required key [messages] not found'],
  ['nova', 'text content', { messages: [user] }, '#/messages/0/content: expected type: JSONArray'],
  ['nova', 'no list', { messages: 'x' }, '#/messages: expected type: JSONArray'],
  ['nova', 'no message', { messages: [1] }, '#/messages/0: expected type: JSONObject'],
  [
    'nova',
    'no content',
    { messages: [{ ...block, content: [] }] },
    'The content field in the Message object at messages.0',
  ],
  [
    'nova',
    'an unknown role',
    { messages: [{ ...block, role: 'x' }] },
    '#/messages/0/role: x is not a valid enum value',
  ],
  ['nova', 'no user first', { messages: [{ ...block, role: 'assistant' }] }, 'A conversation must start with a user'],
  ['nova', 'a stranger', { messages: [block], max_tokens: 1 }, '#: extraneous key [max_tokens] is not permitted'],
  ['nova', 'a limit of 0', { messages: [block], inferenceConfig: { maxTokens: 0 } }, '#/inferenceConfig/maxTokens'],
  ['llama', 'no prompt', {}, '#: required key [prompt] not found'],
  ['llama', 'an empty prompt', { prompt: '' }, '#/prompt: expected minLength: 1, actual: 0'],
  ['llama', 'a prompt that is no text', { prompt: 1 }, '#/prompt: expected type: String'],
  ['llama', 'a stranger', { prompt: 'x', max_tokens: 1 }, '#: extraneous key [max_tokens] is not permitted'],
  ['llama', 'a hot temperature', { prompt: 'x', temperature: 2 }, '#/temperature: 2 is not between 0 and 1'],
  ['llama', 'a limit in words', { prompt: 'x', max_gen_len: 'ten' }, '#/max_gen_len: expected type: Number'],
  ['mistral', 'no prompt', { max_tokens: 1 }, '#: required key [prompt] not found'],
  ['mistral', 'messages', { prompt: 'x', messages: [] }, '#: extraneous key [messages] is not permitted'],
  ['titan-embedding', 'no text', {}, '#: required key [inputText] not found'],
  [
    'titan-embedding',
    'odd dimensions',
    { inputText: 'x', dimensions: 3 },
    '#/dimensions: expected one of 256, 512, 1024',
  ],
  ['cohere-embedding', 'no type', { texts: ['a'] }, '#: required key [input_type] not found'],
  ['cohere-embedding', 'an unknown type', { ...cohere, input_type: 'x' }, '#/input_type: not a valid enum value'],
  ['cohere-embedding', 'no texts', { input_type: 'search_query' }, '#: required key [texts] not found'],
  [
    'cohere-embedding',
    'too many',
    { ...cohere, texts: Array.from({ length: 97 }, () => 'a') },
    'a list of 1 to 96 texts',
  ],
  ['cohere-embedding', 'an empty text', { ...cohere, texts: [''] }, '#/texts: expected type: String'],
];

describe('A body that the model would refuse', () => {
  it.each(cases)('of %s with %s is refused', (family, _, body, message) => {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    expect(verdict(family, given)).toContain(message);
  });

  it.each([
    ['claude', claude],
    ['nova', { messages: [block] }],
    ['llama', { prompt: 'x' }],
    ['mistral', { prompt: 'x' }],
    ['titan-embedding', { inputText: 'x' }],
    ['cohere-embedding', cohere],
  ] as const)('of %s is not this one', (family, body) => {
    expect(verdict(family, body)).toBe('ok');
  });
});
