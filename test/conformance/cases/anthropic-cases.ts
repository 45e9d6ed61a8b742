import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { ConformanceCase } from '../harness/conformance-client.js';
import { CITY_SCHEMA, PDF, PNG } from './media.js';
import { CALLABLE_IDS, CLAUDE, UNKNOWN_IDS } from './model-ids.js';
import { BREAKS, REFUSALS } from './faults.js';

/** A call of Anthropic's Messages API as data. */
export interface AnthropicCase extends Omit<ConformanceCase, 'run'> {
  readonly operation: 'InvokeModel' | 'InvokeModelWithResponseStream';
  readonly input: MessageCreateParamsNonStreaming;
}

type Content = MessageCreateParamsNonStreaming['messages'][number]['content'];

function ask(content: Content, more: Partial<MessageCreateParamsNonStreaming> = {}): MessageCreateParamsNonStreaming {
  return { model: CLAUDE, max_tokens: 64, messages: [{ role: 'user', content }], ...more };
}

const tools = [
  { name: 'weather', description: 'Tells the weather', input_schema: { ...CITY_SCHEMA, type: 'object' as const } },
];
const toolRound: MessageCreateParamsNonStreaming['messages'] = [
  { role: 'user', content: 'The weather in Bonn?' },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bonn' } }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'clear' }] },
];
const picture = { type: 'base64', media_type: 'image/png', data: PNG.toString('base64') } as const;
const paper = { type: 'base64', media_type: 'application/pdf', data: PDF.toString('base64') } as const;
const system = [{ type: 'text', text: 'A long prompt. '.repeat(40), cache_control: { type: 'ephemeral' } }] as const;

type Request = readonly [name: string, shows: string, input: MessageCreateParamsNonStreaming];

const REQUESTS: readonly Request[] = [
  ['text', 'Hello', ask('Hello')],
  ['tool call', 'tool_use', ask('The weather in Bonn?', { tools })],
  ['tool result', 'clear', ask('', { tools, messages: toolRound })],
  [
    'image',
    'What',
    ask([
      { type: 'image', source: picture },
      { type: 'text', text: 'What is it?' },
    ]),
  ],
  [
    'document',
    'Sum',
    ask([
      { type: 'document', source: paper },
      { type: 'text', text: 'Sum it up' },
    ]),
  ],
  ['reasoning', 'thinking', ask('Think', { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 1024 } })],
  ['prompt caching', 'cache_read_input_tokens', ask('Go on', { system: [...system] })],
  ...CALLABLE_IDS.map(([name, model]): Request => [name, 'Echo', ask('By id', { model })]),
  ...UNKNOWN_IDS.map(([name, model]): Request => [name, 'Error', ask('By id', { model })]),
  ['invalid', 'BadRequestError', ask('', {})],
];

/** What Anthropic's client can do on Bedrock, in one piece and streamed. */
export const ANTHROPIC_CASES: readonly AnthropicCase[] = [
  ...(['InvokeModel', 'InvokeModelWithResponseStream'] as const).flatMap((operation): AnthropicCase[] => [
    ...REQUESTS.map(([name, shows, input]) => ({ operation, name, shows, input })),
    ...REFUSALS.map(([name, fault]) => ({ operation, name, fault, shows: 'Error', input: ask('Hello') })),
  ]),
  ...BREAKS.map(([name, fault]): AnthropicCase => {
    return { operation: 'InvokeModelWithResponseStream', name, fault, shows: 'Error', input: ask('Hello there') };
  }),
];
