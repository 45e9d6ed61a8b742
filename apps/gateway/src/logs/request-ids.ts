import { AsyncLocalStorage } from 'node:async_hooks';

/** What finds the lines of one request again, here and in the traces of whoever stands around the gateway. */
export interface RequestIds {
  /** The gateway's own, the key of the audit record. */
  readonly requestId: string;
  /** X-Ray's in a function, else that of the caller's W3C `traceparent`; undefined where nobody traces. */
  readonly traceId?: string;
}

const current = new AsyncLocalStorage<RequestIds>();

/** Does the work of one request: every line that is written meanwhile, by whatever comes of it, has its ids. */
export function withRequestIds<Result>(ids: RequestIds, work: () => Result): Result {
  return current.run(ids, work);
}

/** The ids of the request at work; undefined for work that belongs to none. */
export function currentRequestIds(): RequestIds | undefined {
  return current.getStore();
}
