import type { InvokeModelCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { CLAUDE, COHERE_EMBEDDING, LLAMA, MISTRAL, NOVA, TITAN_EMBEDDING } from './model-ids.js';
import { BLOCKED_WORD, CITY_SCHEMA, PDF, PNG } from './media.js';

/** One request of InvokeModel: its name, what its answer must show, and the request. */
export type InvokeRequest = readonly [name: string, shows: string, input: InvokeModelCommandInput];

const tools = [{ name: 'weather', description: 'Tells the weather', input_schema: CITY_SCHEMA }];
const base64 = (media_type: string, bytes: Buffer): object => ({
  type: 'base64',
  media_type,
  data: bytes.toString('base64'),
});

/** A request with a body of the model's own. */
export function invoke(modelId: string, body: object): InvokeModelCommandInput {
  return { modelId, contentType: 'application/json', accept: 'application/json', body: encode(body) };
}

/** A body as bytes. */
export function encode(body: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body));
}

/** A body of Claude's with one user message. */
export function claude(content: string | readonly object[], more: object = {}): object {
  return { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content }], ...more };
}

const toolRound = [
  { role: 'user', content: 'The weather in Bonn?' },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bonn' } }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'clear' }] },
];
const cached = { type: 'text', text: 'A long prompt. '.repeat(40), cache_control: { type: 'ephemeral' } };
const picture = { type: 'image', source: base64('image/png', PNG) };
const paper = { type: 'document', source: base64('application/pdf', PDF) };
const text = (words: string): object => ({ type: 'text', text: words });
const thinking = { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 1024 } };

/** What models can be asked in their own bodies, in one piece and streamed alike. */
export const INVOKE_REQUESTS: readonly InvokeRequest[] = [
  ['Claude', 'Hello Claude', invoke(CLAUDE, claude('Hello Claude'))],
  ['Nova', 'Hello Nova', invoke(NOVA, { messages: [{ role: 'user', content: [{ text: 'Hello Nova' }] }] })],
  ['Llama', 'Hello Llama', invoke(LLAMA, { prompt: 'Hello Llama', max_gen_len: 64 })],
  ['Mistral', 'Hello Mistral', invoke(MISTRAL, { prompt: '<s>[INST] Hello Mistral [/INST]', max_tokens: 64 })],
  ['tool call', 'tool_use', invoke(CLAUDE, claude('The weather in Bonn?', { tools }))],
  ['tool result', 'clear', invoke(CLAUDE, claude('', { tools, messages: toolRound }))],
  ['image', 'What is it?', invoke(CLAUDE, claude([picture, text('What is it?')]))],
  ['document', 'Sum it up', invoke(CLAUDE, claude([paper, text('Sum it up')]))],
  ['reasoning', 'thinking', invoke(CLAUDE, claude('Think it over', thinking))],
  ['prompt caching', 'cache_read_input_tokens', invoke(CLAUDE, claude('Go on', { system: [cached] }))],
  [
    'guardrail trace',
    'guardrail',
    {
      ...invoke(CLAUDE, claude('Is it safe?')),
      guardrailIdentifier: 'gr1conformance',
      guardrailVersion: '1',
      trace: 'ENABLED',
    },
  ],
  [
    'guardrail that intervenes',
    'intervened',
    { ...invoke(CLAUDE, claude(`Say ${BLOCKED_WORD}`)), guardrailIdentifier: 'gr1conformance', guardrailVersion: '1' },
  ],
  ['latency', 'optimized', { ...invoke(CLAUDE, claude('Hurry up')), performanceConfigLatency: 'optimized' }],
];

/** What is answered in one piece only. */
export const EMBEDDING_REQUESTS: readonly InvokeRequest[] = [
  ['Titan embedding', 'embedding', invoke(TITAN_EMBEDDING, { inputText: 'Hello', dimensions: 256 })],
  ['Cohere embedding', 'embeddings', invoke(COHERE_EMBEDDING, { texts: ['Hello'], input_type: 'search_query' })],
];
