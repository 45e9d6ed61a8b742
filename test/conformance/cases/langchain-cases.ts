import type { ConformanceCase } from '../harness/conformance-client.js';
import { BREAKS, REFUSALS } from './faults.js';
import { PDF, PNG } from './media.js';
import { CALLABLE_IDS, CLAUDE, LLAMA, NOVA, TITAN_EMBEDDING, UNKNOWN_IDS } from './model-ids.js';

/** What LangChain is asked, as data: messages in its own short form. */
export interface LangChainInput {
  readonly model: string;
  readonly messages: readonly LangChainMessage[];
  readonly withTool?: boolean;
  /** Further fields of `ChatBedrockConverse`. */
  readonly fields?: object;
}

/** A message as LangChain takes it from JSON. */
export interface LangChainMessage {
  readonly role: 'user' | 'system' | 'assistant' | 'tool';
  readonly content: string | readonly object[];
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
}

/** A call of LangChain as data. */
export interface LangChainCase extends Omit<ConformanceCase, 'run'> {
  readonly operation: 'Converse' | 'ConverseStream' | 'InvokeModel';
  readonly input: LangChainInput;
}

type Request = readonly [name: string, shows: string, input: LangChainInput];

function ask(content: LangChainMessage['content'], more: Partial<LangChainInput> = {}): LangChainInput {
  return { model: CLAUDE, messages: [{ role: 'user', content }], ...more };
}

const toolCalls = [{ id: 'tooluse_1', name: 'weather', args: { city: 'Bonn' }, type: 'tool_call' }];
const toolRound: LangChainMessage[] = [
  { role: 'user', content: 'The weather in Bonn?' },
  { role: 'assistant', content: '', tool_calls: toolCalls },
  { role: 'tool', content: 'clear', tool_call_id: 'tooluse_1' },
];
const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } };
const paper = { type: 'document', document: { format: 'pdf', name: 'report', source: { bytes: PDF } } };
const text = (words: string): object => ({ type: 'text', text: words });
const thinking = { thinking: { type: 'enabled', budget_tokens: 1024 } };
const guardrailConfig = { guardrailIdentifier: 'gr1conformance', guardrailVersion: '1', trace: 'enabled' };

const REQUESTS: readonly Request[] = [
  ['Claude', 'Hello', ask('Hello Claude')],
  ['Nova', 'Hello', ask('Hello Nova', { model: NOVA })],
  ['Llama', 'Hello', ask('Hello Llama', { model: LLAMA })],
  ['tool call', 'tool_use', ask('The weather in Bonn?', { withTool: true })],
  ['tool result', 'clear', ask('', { withTool: true, messages: toolRound })],
  ['image', 'What', ask([picture, text('What is it?')])],
  ['document', 'Sum', ask([paper, text('Sum it up')])],
  ['reasoning', 'reasoning', ask('Think', { fields: { additionalModelRequestFields: thinking, maxTokens: 4096 } })],
  ['guardrail trace', 'guardrail', ask('Is it safe?', { fields: { guardrailConfig } })],
  ...CALLABLE_IDS.map(([name, model]): Request => [name, 'Echo', ask('By id', { model })]),
  ...UNKNOWN_IDS.map(([name, model]): Request => [name, 'Exception', ask('By id', { model })]),
];

// LangChain tries six times more by default, behind the SDK's own three: minutes, for what can be sent again.
const failing = ask('One two three four', { fields: { maxRetries: 0 } });

/** What LangChain does on Bedrock. */
export const LANGCHAIN_CASES: readonly LangChainCase[] = [
  ...(['Converse', 'ConverseStream'] as const).flatMap((operation): LangChainCase[] => [
    ...REQUESTS.map(([name, shows, input]) => ({ operation, name, shows, input })),
    ...REFUSALS.map(([name, fault, shows]) => ({ operation, name, fault, shows, input: failing })),
  ]),
  ...BREAKS.map(([name, fault, shows]): LangChainCase => {
    return { operation: 'ConverseStream', name, fault, shows, input: failing };
  }),
  { operation: 'InvokeModel', name: 'embedding', shows: '0.', input: ask('Hello', { model: TITAN_EMBEDDING }) },
];
