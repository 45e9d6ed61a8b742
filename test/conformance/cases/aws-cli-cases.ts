import type { ConformanceCase } from '../harness/conformance-client.js';
import { claude, encode } from './invoke-inputs.js';
import { APPLICATION_PROFILE, CLAUDE, HAIKU } from './model-ids.js';

/** A command line as data. */
export interface AwsCliCase extends Omit<ConformanceCase, 'run'> {
  readonly args: readonly string[];
  /** The content of a file that is sent; the answer then goes into another file. */
  readonly body?: Uint8Array;
}

const messages = JSON.stringify([{ role: 'user', content: [{ text: 'Hello Claude' }] }]);
const converse = ['bedrock-runtime', 'converse', '--model-id', CLAUDE, '--messages'];

/** Few, as each of them starts Python anew, but one of each kind. */
export const AWS_CLI_CASES: readonly AwsCliCase[] = [
  { operation: 'Converse', name: 'Claude', shows: 'Hello Claude', args: [...converse, messages] },
  {
    operation: 'Converse',
    name: 'throttled',
    fault: { fault: 'throttle' },
    shows: 'ThrottlingException',
    args: [...converse, messages],
  },
  {
    operation: 'InvokeModel',
    name: 'by application-inference-profile ARN',
    shows: 'Hello Claude',
    args: ['bedrock-runtime', 'invoke-model', '--model-id', APPLICATION_PROFILE.arn],
    body: encode(claude('Hello Claude')),
  },
  {
    operation: 'CountTokens',
    name: 'of a Converse request',
    shows: 'inputTokens',
    args: ['bedrock-runtime', 'count-tokens', '--model-id', CLAUDE, '--input', `{"converse":{"messages":${messages}}}`],
  },
  {
    operation: 'ListFoundationModels',
    name: 'by provider',
    shows: HAIKU,
    args: ['bedrock', 'list-foundation-models', '--by-provider', 'Anthropic'],
  },
  {
    operation: 'GetInferenceProfile',
    name: 'by id',
    shows: CLAUDE,
    args: ['bedrock', 'get-inference-profile', '--inference-profile-identifier', CLAUDE],
  },
];
