import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { ShuttingDownError, TooManyInFlightError } from '../problems/errors.js';

/** Made once: to write down where it was made costs as much as the rest of a refusal, and nobody looks. */
const FULL = new TooManyInFlightError();

/** A request at work. */
export interface Work {
  /** Ends its time, whatever is left of it. */
  runOut(): void;
}

/** The requests at work in this process: what `countInFlight` bounds, and what others look at. */
@Injectable()
export class RequestsInFlight {
  private readonly atWork = new Set<Work>();
  private readonly end = new AbortController();
  private idling = Promise.withResolvers<void>();

  constructor(private readonly config: GatewayConfig) {}

  /** Requests at work now. */
  get count(): number {
    return this.atWork.size;
  }

  /** True once shutting down has begun. */
  get isDraining(): boolean {
    return this.end.signal.aborted;
  }

  /** Fires when shutting down begins: for answers that would never end by themselves, and need not be waited for. */
  get drained(): AbortSignal {
    return this.end.signal;
  }

  /** Takes one more request on; `leave` once for each. @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  enter(work: Work): void {
    if (this.isDraining) throw new ShuttingDownError();
    if (this.atWork.size >= this.config.limits.maxInFlight) throw FULL;
    this.atWork.add(work);
  }

  /** Says that a request is over, however it ended. */
  leave(work: Work): void {
    this.atWork.delete(work);
    if (this.isDraining && this.atWork.size === 0) this.idling.resolve();
  }

  /** From here on new work is refused; what is at work goes on. */
  drain(): void {
    this.end.abort(new DOMException('The gateway is shutting down', 'AbortError'));
    if (this.atWork.size === 0) this.idling.resolve();
  }

  /** Resolves when the last request has left; not before `drain`, as until then the next one may come. */
  idle(): Promise<void> {
    return this.idling.promise;
  }

  /** Ends the time of whatever is still at work. */
  runOut(): void {
    for (const work of this.atWork) work.runOut();
  }
}
