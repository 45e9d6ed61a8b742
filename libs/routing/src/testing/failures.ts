import { BedrockCallError, type FailureKind, type UpstreamProblem } from '@app/bedrock';

/** Every kind of failure, so that a table over them can be seen to be whole. */
export const ALL_KINDS: readonly FailureKind[] = [
  'unreachable',
  'not-bedrock',
  'throttled',
  'model-not-ready',
  'internal',
  'timeout',
  'denied',
  'bad-request',
  'stream-broken',
  'client-gone',
];

const STATUS_OF_ANSWER: Readonly<Partial<Record<FailureKind, number>>> = {
  throttled: 429,
  'model-not-ready': 429,
  internal: 500,
  denied: 403,
  'bad-request': 400,
};

/** A failed call as a `ModelInvoker` reports it: with Bedrock's own problem wherever Bedrock has answered. */
export function failure(kind: FailureKind, answer: Partial<UpstreamProblem> = {}): BedrockCallError {
  const status = STATUS_OF_ANSWER[kind];
  if (status === undefined) return new BedrockCallError(kind, 'as-scripted');
  const upstream = { status, type: 'ScriptedException', message: '', credentialsRefused: false, ...answer };
  return new BedrockCallError(kind, 'as-scripted', { upstream });
}
