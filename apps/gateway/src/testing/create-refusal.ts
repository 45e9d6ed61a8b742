import { BedrockCallError, type FailureKind, type UpstreamProblem } from '@app/bedrock';

/** Bedrock's own refusal, as a call ends with it. The message must never decide anything. */
export function createRefusal(
  status: number,
  facts: Partial<UpstreamProblem> = {},
  kind: FailureKind = 'bad-request',
): BedrockCallError {
  const problem = { status, type: 'ValidationException', message: 'said by Bedrock', credentialsRefused: false };
  return new BedrockCallError(kind, `status-${status}`, { upstream: { ...problem, ...facts } });
}
