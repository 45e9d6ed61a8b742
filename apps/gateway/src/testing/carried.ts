import { createServer, type RequestListener, type Server } from 'node:http';
import { attachInvocation, type Invocation } from '../exchange/invocation.js';
import type { AnswerPrelude } from '../lambda/answer-prelude.js';
import { carryEvent, type AnswerTaker } from '../lambda/carry-event.js';
import type { ProxyRequest } from '../lambda/proxy-event.js';

/** An invocation with all the time in the world. */
export const INVOCATION: Invocation = { remainingMs: () => 900_000, longestSilenceMs: 285_000 };

/** A GET of `/`, but for what is said otherwise. */
export function proxyRequest(facts: Partial<ProxyRequest> = {}): ProxyRequest {
  const headers = [['Host', 'gateway.test'] as const];
  return {
    source: 'api-gateway',
    method: 'GET',
    target: '/',
    headers,
    body: Buffer.of(),
    sourceIp: '203.0.113.7',
    ...facts,
  };
}

/** Takes an answer as fast as a test lets it. */
export class Taker implements AnswerTaker {
  readonly gone = new AbortController();
  readonly signal: AbortSignal = this.gone.signal;
  prelude: AnswerPrelude | undefined;
  /** Called with each chunk; the next one comes when it is settled. */
  onChunk: (chunk: Uint8Array) => Promise<void> = () => Promise.resolve();
  private readonly chunks: Uint8Array[] = [];

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  get bytes(): number {
    return Buffer.concat(this.chunks).length;
  }

  begin(prelude: AnswerPrelude): Promise<void> {
    this.prelude = prelude;
    return Promise.resolve();
  }

  write(chunk: Uint8Array): Promise<void> {
    this.chunks.push(chunk);
    return this.onChunk(chunk);
  }
}

/** Carries one request to a handler behind a server of its own, which does not listen. */
export function carry(
  handler: RequestListener,
  request: Partial<ProxyRequest> = {},
  taker = new Taker(),
  server: Server = createServer(handler),
): Promise<Taker> {
  return carryEvent(server, proxyRequest(request), INVOCATION, taker).then(() => taker);
}

/** A request whose connection was given an invocation, as one behind a listener never is. */
export function withInvocation<Request extends { socket: object }>(request: Request, invocation: Invocation): Request {
  attachInvocation(request.socket, invocation);
  return request;
}
