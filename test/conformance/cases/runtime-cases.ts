import type { RuntimeCase } from './api-case.js';
import { CONVERSE_REQUESTS, converse } from './converse-inputs.js';
import { ERROR_CASES } from './error-cases.js';
import { claude, EMBEDDING_REQUESTS, encode, invoke, INVOKE_REQUESTS } from './invoke-inputs.js';
import { BLOCKED_WORD } from './media.js';
import { CALLABLE_IDS, CLAUDE, NOVA } from './model-ids.js';

const whatIsSaid = [{ text: { text: 'Is it safe?' } }];
const guardrail = { guardrailIdentifier: 'gr1conformance', guardrailVersion: '1' };
const counted = { messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };

const COUNTS_AND_GUARDS: readonly RuntimeCase[] = [
  {
    operation: 'CountTokens',
    name: 'of a Converse request',
    shows: 'inputTokens',
    input: { modelId: CLAUDE, input: { converse: counted } },
  },
  {
    operation: 'CountTokens',
    name: "of a model's own body",
    shows: 'inputTokens',
    input: { modelId: CLAUDE, input: { invokeModel: { body: encode(claude('Hello')) } } },
  },
  {
    operation: 'ApplyGuardrail',
    name: 'to a prompt',
    shows: 'contentPolicyUnits',
    input: { ...guardrail, source: 'INPUT', content: whatIsSaid },
  },
  {
    operation: 'CountTokens',
    name: 'of a model that has no counts',
    shows: 'ValidationException',
    input: { modelId: NOVA, input: { converse: counted } },
  },
  {
    operation: 'ApplyGuardrail',
    name: 'that intervenes',
    shows: 'GUARDRAIL_INTERVENED',
    input: { ...guardrail, source: 'OUTPUT', content: [{ text: { text: `Say ${BLOCKED_WORD}` } }] },
  },
  {
    operation: 'ApplyGuardrail',
    name: 'to nothing',
    shows: 'ValidationException',
    input: { ...guardrail, source: 'INPUT', content: [] },
  },
  {
    operation: 'ApplyGuardrail',
    name: 'to an answer, by ARN',
    shows: 'contentPolicyUnits',
    input: {
      guardrailIdentifier: 'arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1conformance',
      guardrailVersion: 'DRAFT',
      source: 'OUTPUT',
      content: whatIsSaid,
    },
  },
];

/** Every operation of Bedrock's runtime, with everything it can be asked for and every way in which it can fail. */
export const RUNTIME_CASES: readonly RuntimeCase[] = [
  ...[...INVOKE_REQUESTS, ...EMBEDDING_REQUESTS].map(([name, shows, input]): RuntimeCase => {
    return { operation: 'InvokeModel', name, shows, input };
  }),
  ...INVOKE_REQUESTS.map(([name, shows, input]): RuntimeCase => {
    return { operation: 'InvokeModelWithResponseStream', name, shows: firstWord(shows), input };
  }),
  ...CONVERSE_REQUESTS.map(([name, shows, input]): RuntimeCase => {
    return { operation: 'Converse', name, shows, input };
  }),
  ...CONVERSE_REQUESTS.map(([name, shows, input]): RuntimeCase => {
    return { operation: 'ConverseStream', name, shows: firstWord(shows), input };
  }),
  ...CALLABLE_IDS.flatMap(([name, modelId]): RuntimeCase[] => [
    { operation: 'InvokeModel', name, shows: modelId, input: invoke(modelId, claude('By id')) },
    { operation: 'ConverseStream', name, shows: 'Echo', input: converse(modelId, { text: 'By id' }) },
  ]),
  ...COUNTS_AND_GUARDS,
  ...ERROR_CASES,
];

/** Streams come word by word. */
function firstWord(text: string): string {
  return text.split(' ')[0] ?? '';
}
