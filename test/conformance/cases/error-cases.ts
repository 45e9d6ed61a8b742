import type { RuntimeCase } from './api-case.js';
import { converse } from './converse-inputs.js';
import { BREAKS, REFUSALS } from './faults.js';
import { claude, invoke } from './invoke-inputs.js';
import { CLAUDE, UNKNOWN_IDS } from './model-ids.js';

const ask = converse(CLAUDE, { text: 'One two three four' });
const tell = invoke(CLAUDE, claude('One two three four'));
const startsWrong = { ...ask, messages: [{ role: 'assistant' as const, content: [{ text: 'Me first' }] }] };

/** Calls that fail by what they ask for. */
const BAD_REQUESTS: readonly RuntimeCase[] = [
  { operation: 'Converse', name: 'invalid', input: startsWrong, shows: 'must start with a user' },
  { operation: 'ConverseStream', name: 'invalid', input: startsWrong, shows: 'must start with a user' },
  { operation: 'InvokeModel', name: 'invalid', input: invoke(CLAUDE, { max_tokens: 1 }), shows: 'anthropic_version' },
  {
    operation: 'InvokeModelWithResponseStream',
    name: 'invalid',
    input: invoke(CLAUDE, { max_tokens: 1 }),
    shows: 'anthropic_version',
  },
  ...UNKNOWN_IDS.map(([name, modelId]): RuntimeCase => {
    const input = { ...tell, modelId };
    return { operation: 'InvokeModel', name, input, shows: 'Exception' };
  }),
];

/** Every way in which a call can fail. */
export const ERROR_CASES: readonly RuntimeCase[] = [
  ...BAD_REQUESTS,
  ...REFUSALS.flatMap(([name, fault, shows]): RuntimeCase[] => [
    { operation: 'InvokeModel', name, fault, input: tell, shows },
    { operation: 'InvokeModelWithResponseStream', name, fault, input: tell, shows },
    { operation: 'Converse', name, fault, input: ask, shows },
    { operation: 'ConverseStream', name, fault, input: ask, shows },
  ]),
  ...BREAKS.flatMap(([name, fault, shows]): RuntimeCase[] => [
    { operation: 'InvokeModelWithResponseStream', name, fault, input: tell, shows },
    { operation: 'ConverseStream', name, fault, input: ask, shows },
  ]),
];
