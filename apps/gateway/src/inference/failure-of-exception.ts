import { BedrockCallError, type EventStreamFrame } from '@app/bedrock';

/** The exceptions that Bedrock sends inside a stream. Source: `ResponseStream` in the Bedrock Runtime model. */
const EXCEPTIONS: ReadonlyMap<string, { status: number; type: string }> = new Map([
  ['internalServerException', { status: 500, type: 'InternalServerException' }],
  ['modelStreamErrorException', { status: 424, type: 'ModelStreamErrorException' }],
  ['modelTimeoutException', { status: 408, type: 'ModelTimeoutException' }],
  ['serviceUnavailableException', { status: 503, type: 'ServiceUnavailableException' }],
  ['throttlingException', { status: 429, type: 'ThrottlingException' }],
  ['validationException', { status: 400, type: 'ValidationException' }],
]);

/** What an exception frame, or a frame of a kind that is not known, means for the call. */
export function failureOfException(frame: EventStreamFrame): BedrockCallError {
  const known = EXCEPTIONS.get(frame.exceptionType ?? '');
  if (!known) return new BedrockCallError('stream-broken', 'unknown-frame');
  const upstream = { ...known, message: messageOf(frame), credentialsRefused: false };
  return new BedrockCallError('stream-broken', 'exception-frame', { upstream });
}

/** The error type that an exception inside a stream stands for, e.g. `ThrottlingException` for `throttlingException`. */
export function typeOfException(exceptionType: string): string {
  return EXCEPTIONS.get(exceptionType)?.type ?? exceptionType;
}

/** Bedrock's message; `originalMessage`, which may be the model's text, is left out. */
function messageOf({ payload }: EventStreamFrame): string {
  try {
    const parsed: unknown = JSON.parse(payload.toString('utf8'));
    const hasMessage = typeof parsed === 'object' && parsed !== null && 'message' in parsed;
    return hasMessage && typeof parsed.message === 'string' ? parsed.message : '';
  } catch {
    return '';
  }
}
