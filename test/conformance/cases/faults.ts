import type { Fault } from '../../../apps/sandbox/src/sandbox.js';

/** A failure: its name, the fault that makes it, and what the AWS SDKs make of it. */
export type Failure = readonly [name: string, fault: Fault, shows: string];

/** What Bedrock answers instead of an answer, in one piece or before a stream. None ends by itself: clients retry. */
export const REFUSALS: readonly Failure[] = [
  ['throttled', { fault: 'throttle' }, 'ThrottlingException'],
  ['model not ready', { fault: 'not-ready' }, 'ModelNotReadyException'],
  ['model timeout', { fault: 'timeout' }, 'ModelTimeoutException'],
  ['model error', { fault: 'model-error' }, 'ModelErrorException'],
  ['access denied', { fault: 'denied' }, 'AccessDeniedException'],
  ['internal error', { fault: 'error' }, 'InternalServerException'],
  ['unavailable', { fault: 'unavailable' }, 'ServiceUnavailableException'],
];

/** What happens to a stream that has begun: after two frames, so that something was seen before. */
export const BREAKS: readonly Failure[] = [
  ['throttled inside', { fault: 'exception', after: 2, exceptionType: 'throttlingException' }, 'ThrottlingException'],
  [
    'internal error inside',
    { fault: 'exception', after: 2, exceptionType: 'internalServerException' },
    'InternalServerException',
  ],
  [
    'model error inside',
    { fault: 'exception', after: 2, exceptionType: 'modelStreamErrorException' },
    'ModelStreamErrorException',
  ],
  [
    'unavailable inside',
    { fault: 'exception', after: 2, exceptionType: 'serviceUnavailableException' },
    'ServiceUnavailableException',
  ],
  ['invalid inside', { fault: 'exception', after: 2, exceptionType: 'validationException' }, 'ValidationException'],
  // In the middle of a frame. Between two, the AWS SDK for JavaScript takes a connection that is closed over HTTP/2 for
  // a whole answer; the gateway resets the stream there, so that nobody can.
  ['cut', { fault: 'cut', after: 2 }, 'Error'],
  ['wrong CRC', { fault: 'crc', after: 2 }, 'Error'],
];
