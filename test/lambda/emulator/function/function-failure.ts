/** What Lambda's API gives as the payload of an invocation that failed. */
interface FailurePayload {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** An invocation that came to a bad end: the function threw, died, took too long or never began. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';

  constructor(
    /** `Sandbox.Timedout`, `Runtime.ExitError`, or the name of what the function threw. */
    readonly errorType: string,
    /** JSON, as Lambda's `Invoke` returns it. */
    readonly payload: string,
  ) {
    super(`The function failed: ${errorType}`);
  }

  /** What the runtime client reported; its JSON is handed on as it stands. */
  static reported(payload: string): FunctionFailure {
    const { errorType = 'Unhandled' } = readPayload(payload);
    return new FunctionFailure(errorType, payload);
  }

  /** What the platform itself found. */
  static ofPlatform(errorType: string, requestId: string, complaint: string): FunctionFailure {
    return new FunctionFailure(
      errorType,
      JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${complaint}` }),
    );
  }

  /** The message of what the function threw; API Gateway reads it from authorizers. */
  get errorMessage(): string | undefined {
    return readPayload(this.payload).errorMessage;
  }
}

function readPayload(payload: string): FailurePayload {
  try {
    return JSON.parse(payload) as FailurePayload;
  } catch {
    return {};
  }
}
