/**
 * What a function fails with. Lambda's runtime writes name, message and stack to the log, so there is a fixed text, and
 * no cause.
 */
export abstract class InvocationError extends Error {
  abstract readonly code: 'ANSWER_BROKEN' | 'EVENT_NOT_KNOWN' | 'RESPONSE_STREAM_LOST' | 'START_FAILED';

  constructor(message: string) {
    super(message);
    // Where it was thrown says nothing, and to look that up in the source map holds the end of the answer up for long.
    this.stack = message;
  }
}

/** The answer broke off: whatever had left stays incomplete, for whoever waits for it to see. */
export class AnswerBrokenError extends InvocationError {
  readonly code = 'ANSWER_BROKEN';
  override readonly name = 'AnswerBrokenError';

  constructor() {
    super('The answer broke off');
  }
}

/** The event is neither a request of API Gateway or a load balancer, nor a call of the sibling function. */
export class EventNotKnownError extends InvocationError {
  readonly code = 'EVENT_NOT_KNOWN';
  override readonly name = 'EventNotKnownError';

  constructor() {
    super('The event is none that this function serves');
  }
}

/** Nobody takes the answer any more: the stream to the platform failed, or nothing of it was taken for too long. */
export class ResponseStreamLostError extends InvocationError {
  readonly code = 'RESPONSE_STREAM_LOST';
  override readonly name = 'ResponseStreamLostError';

  constructor(readonly reason: 'failed' | 'stalled') {
    super(`The response stream is lost: ${reason}`);
  }
}

/** The application could not be built. Says why in its one line; the causes below may hold texts of others. */
export class StartFailedError extends InvocationError {
  readonly code = 'START_FAILED';
  override readonly name = 'StartFailedError';
}
