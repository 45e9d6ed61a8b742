import type { ModelMessage } from 'ai';
import type { ConformanceCase } from '../harness/conformance-client.js';
import { BREAKS, REFUSALS } from './faults.js';
import { PDF, PNG } from './media.js';
import { CALLABLE_IDS, CLAUDE, LLAMA, NOVA, TITAN_EMBEDDING, UNKNOWN_IDS } from './model-ids.js';

/** What the AI SDK is asked, as data. */
export interface AiSdkInput {
  readonly modelId: string;
  readonly messages: ModelMessage[];
  readonly instructions?: string;
  /** Offers a tool, and lets the SDK call it and go on with its result. */
  readonly withTool?: boolean;
  readonly thinks?: boolean;
  /** The SDK's own default, 2, waits for 6 s in all. */
  readonly maxRetries?: number;
}

/** A call of the AI SDK as data. */
export interface AiSdkCase extends Omit<ConformanceCase, 'run'> {
  readonly operation: 'Converse' | 'ConverseStream' | 'InvokeModel';
  readonly input: AiSdkInput;
}

type Content = Extract<ModelMessage, { role: 'user' }>['content'];
type Request = readonly [name: string, shows: string, input: AiSdkInput];

function ask(content: Content, more: Partial<AiSdkInput> = {}): AiSdkInput {
  return { modelId: CLAUDE, messages: [{ role: 'user', content }], ...more };
}

const picture = { type: 'file', mediaType: 'image/png', data: PNG } as const;
const paper = { type: 'file', mediaType: 'application/pdf', filename: 'report.pdf', data: PDF } as const;

const REQUESTS: readonly Request[] = [
  ['Claude', 'Hello', ask('Hello Claude')],
  ['Nova', 'Hello', ask('Hello Nova', { modelId: NOVA })],
  ['Llama', 'Hello', ask('Hello Llama', { modelId: LLAMA })],
  ['instructions', 'Ahoy', ask('Ahoy', { instructions: 'Be a pirate' })],
  ['tool call and result', 'clear', ask('The weather in Bonn?', { withTool: true })],
  ['image', 'What', ask([picture, { type: 'text', text: 'What is it?' }])],
  ['document', 'Sum', ask([paper, { type: 'text', text: 'Sum it up' }])],
  ['reasoning', 'reasoning', ask('Think it over', { thinks: true })],
  ...CALLABLE_IDS.map(([name, modelId]): Request => [name, 'Echo', ask('By id', { modelId })]),
  ...UNKNOWN_IDS.map(([name, modelId]): Request => [name, 'Error', ask('By id', { modelId })]),
];

const failing = ask('One two three four', { maxRetries: 0 });

/** What the AI SDK does on Bedrock. */
export const AI_SDK_CASES: readonly AiSdkCase[] = [
  ...(['Converse', 'ConverseStream'] as const).flatMap((operation): AiSdkCase[] => [
    ...REQUESTS.map(([name, shows, input]) => ({ operation, name, shows, input })),
    ...REFUSALS.map(([name, fault]) => ({ operation, name, fault, shows: 'Error', input: failing })),
  ]),
  {
    operation: 'Converse',
    name: 'throttled, with the default retries',
    fault: { fault: 'throttle' },
    shows: 'maxRetriesExceeded',
    input: ask('One two three four'),
  },
  ...BREAKS.map(([name, told]): AiSdkCase => {
    // It throws away what it has read together with a damaged frame; how much that is, is a matter of timing.
    const fault = told.fault === 'crc' ? { ...told, after: 0 } : told;
    return { operation: 'ConverseStream', name, fault, shows: 'rror', input: failing };
  }),
  {
    operation: 'InvokeModel',
    name: 'embedding',
    shows: 'embedding',
    input: ask('Hello', { modelId: TITAN_EMBEDDING }),
  },
];
