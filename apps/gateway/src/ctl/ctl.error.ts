import type { Exit } from './exit-codes.js';

/**
 * A command cannot be done. The message says why in words of ours and holds no token, secret or text of another program;
 * `next` is what to do about it: a command, a variable, or a place in the documents.
 */
export class CtlError extends Error {
  readonly code = 'CTL_FAILED';
  override readonly name: string = 'CtlError';

  constructor(
    readonly exit: Exclude<Exit, 'done'>,
    message: string,
    readonly next?: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** An answer began well and did not come to its end, or not as one: the way to Bedrock is at fault, or to the gateway. */
export class AnswerBrokenError extends CtlError {
  override readonly name = 'AnswerBrokenError';

  constructor(message: string, cause?: unknown) {
    super('no-gateway', message, 'ctl doctor', cause);
  }
}
