import type { Request, Response } from 'express';
import type { Caller } from '../auth/caller.js';
import { Exchange } from '../exchange/exchange.js';

/** The token of a request whose guards have done their part. Nobody verifies it. */
export const TOKEN = 'header.payload.signature';

/** What of a request a test may decide. */
export interface RequestFacts {
  /** The pattern that matched, e.g. `/vpn/bedrock/invoke`. */
  readonly path?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: Caller;
}

/** The head of a request as express hands it to a handler, without a socket. */
export function createRequest({ path, headers = {}, user }: RequestFacts = {}): Request {
  const all: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}`, ...headers };
  const request = {
    headers: all,
    rawHeaders: Object.entries(all).flat(),
    get: (name: string) => all[name.toLowerCase()],
    socket: { remoteAddress: '127.0.0.1' },
    ...(path !== undefined && { route: { path } }),
    ...(user && { user }),
  } as unknown as Request;
  request.exchange = new Exchange(request, { once: () => undefined } as unknown as Response);
  return request;
}
