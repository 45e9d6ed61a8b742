import type { ConverseCommandInput, ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { CLAUDE, LLAMA, MISTRAL, NOVA } from './model-ids.js';
import { BLOCKED_WORD, CITY_SCHEMA, PDF, PNG } from './media.js';

/** One request of Converse: its name, what its answer must show, and the request. */
export type ConverseRequest = readonly [name: string, shows: string, input: ConverseCommandInput];

const inferenceConfig = { maxTokens: 64 };
const tools = [{ toolSpec: { name: 'weather', description: 'Tells the weather', inputSchema: { json: CITY_SCHEMA } } }];
const toolUse = { toolUseId: 'tooluse_1', name: 'weather', input: { city: 'Bonn' } };
const toolResult = { toolUseId: 'tooluse_1', content: [{ json: { sky: 'clear' } }] };

/** A request with one user message. */
export function converse(modelId: string, ...content: ContentBlock[]): ConverseCommandInput {
  return { modelId, inferenceConfig, messages: [{ role: 'user', content }] };
}

const toolRound: Message[] = [
  { role: 'user', content: [{ text: 'The weather in Bonn?' }] },
  { role: 'assistant', content: [{ toolUse }] },
  { role: 'user', content: [{ toolResult }] },
];

/** What Converse can be asked for, in one piece and streamed alike. */
export const CONVERSE_REQUESTS: readonly ConverseRequest[] = [
  ['Claude', 'Hello Claude', converse(CLAUDE, { text: 'Hello Claude' })],
  ['Nova', 'Hello Nova', converse(NOVA, { text: 'Hello Nova' })],
  ['Llama', 'Hello Llama', converse(LLAMA, { text: 'Hello Llama' })],
  ['Mistral', 'Hello Mistral', converse(MISTRAL, { text: 'Hello Mistral' })],
  ['text beyond ASCII', 'Grüße 🙂', converse(CLAUDE, { text: 'Grüße 🙂' })],
  ['system prompt', 'Ahoy', { ...converse(CLAUDE, { text: 'Ahoy' }), system: [{ text: 'Be a pirate' }] }],
  ['tool call', 'tool_use', { ...converse(CLAUDE, { text: 'The weather in Bonn?' }), toolConfig: { tools } }],
  ['tool result', 'clear', { ...converse(CLAUDE), messages: toolRound, toolConfig: { tools } }],
  [
    'image',
    'What is it?',
    converse(CLAUDE, { image: { format: 'png', source: { bytes: PNG } } }, { text: 'What is it?' }),
  ],
  [
    'document',
    'Sum it up',
    converse(CLAUDE, { document: { format: 'pdf', name: 'report', source: { bytes: PDF } } }, { text: 'Sum it up' }),
  ],
  [
    'reasoning',
    'reasoningContent',
    {
      ...converse(CLAUDE, { text: 'Think it over' }),
      inferenceConfig: { maxTokens: 4096 },
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } },
    },
  ],
  [
    'guardrail trace',
    'guardrail',
    {
      ...converse(CLAUDE, { text: 'Is it safe?' }),
      guardrailConfig: { guardrailIdentifier: 'gr1conformance', guardrailVersion: '1', trace: 'enabled' },
    },
  ],
  [
    'guardrail that intervenes',
    'intervened',
    {
      ...converse(CLAUDE, { text: `Say ${BLOCKED_WORD}` }),
      guardrailConfig: { guardrailIdentifier: 'gr1conformance', guardrailVersion: '1', trace: 'enabled' },
    },
  ],
  [
    'prompt caching',
    'cacheReadInputTokens',
    {
      ...converse(CLAUDE, { text: 'Go on' }),
      system: [{ text: 'A long prompt. '.repeat(40) }, { cachePoint: { type: 'default' } }],
    },
  ],
  [
    'latency and metadata',
    'Hurry up',
    {
      ...converse(CLAUDE, { text: 'Hurry up' }),
      performanceConfig: { latency: 'optimized' },
      requestMetadata: { team: 'conformance' },
    },
  ],
];
