import type { Request, Response } from 'express';
import { RouteTrace, startDeadline, type Deadline } from '@app/routing';
import { v7 as uuidv7 } from 'uuid';

/** Names an id from outside: bounded, and safe to echo in a header. */
const CLIENT_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by `openExchange` before anything else runs. */
    exchange: Exchange;
  }
}

/** What belongs to one request from its first header to the last byte of its answer. */
export class Exchange {
  /** The gateway's own id: UUIDv7, the key of the audit record. */
  readonly requestId = uuidv7();
  /** The id the caller gave, where it is well-formed: recorded and echoed, never a key. */
  readonly clientRequestId: string | undefined;
  readonly trace = new RouteTrace();
  /** Told of the bytes of the body as they are read. */
  onBodyBytes: (bytes: number) => void = () => undefined;
  /** The inference profile that was put in the place of the model asked for, if one was. */
  inferenceProfileId: string | undefined;
  private readonly gone = new AbortController();
  /** Fires with the caller, too. */
  private readonly over = new AbortController();
  private deadline: Deadline | undefined;

  constructor(request: Request, response: Response) {
    const id = request.get('x-request-id');
    this.clientRequestId = id !== undefined && CLIENT_REQUEST_ID.test(id) ? id : undefined;
    response.once('close', () => this.end(response.writableFinished));
  }

  /** Fires when the caller goes away before the answer is complete. */
  get callerGone(): AbortSignal {
    return this.gone.signal;
  }

  /** Ends all work for this request: the caller went away, or its time is over. */
  get signal(): AbortSignal {
    return this.deadline?.signal ?? this.over.signal;
  }

  /** Starts the one deadline of this request; it ends with the response. */
  startDeadline(timeoutMs: number): Deadline {
    this.deadline ??= startDeadline(timeoutMs, this.over.signal);
    return this.deadline;
  }

  /** Ends its time now, as if its deadline had passed: the process that it runs in goes away. */
  runOut(): void {
    this.over.abort(new DOMException('The gateway is shutting down', 'TimeoutError'));
  }

  private end(answered: boolean): void {
    if (!answered) {
      this.gone.abort(new DOMException('The caller went away', 'AbortError'));
      this.over.abort(this.gone.signal.reason);
    }
    this.deadline?.[Symbol.dispose]();
  }
}
