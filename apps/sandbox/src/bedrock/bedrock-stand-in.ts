import { randomUUID } from 'node:crypto';
import { deliver } from '../faults/deliver.js';
import type { Fault } from '../faults/fault.js';
import type { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { rewriteAnswer } from '../faults/rewrite-answer.js';
import { acceptHttp1AndHttp2 } from '../http/dual-protocol.js';
import { splitTarget } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import { Reply } from '../http/reply.js';
import type { Answer } from './answer.js';
import { answerCall } from './answer-call.js';
import { invalid, problemAnswer } from './bedrock-problem.js';
import type { Authority } from './authenticate.js';
import type { ExchangeLog, ExchangeRecord, RouteName } from './exchange-log.js';
import type { Flood } from './families/completion.js';
import type { InferenceProfileBook } from './inference-profiles.js';
import { readOperation } from './read-operation.js';
import type { SignedRequest } from './verify-sigv4.js';

/** What both routes' listeners have in common: they lead to one account. */
export interface BedrockService {
  readonly authority: Authority;
  readonly profiles: InferenceProfileBook;
  readonly faults: FaultSwitchboard;
}

/** The longest body of `InvokeModel`, by the service's own model of it. */
const maxBodyBytes = 25_000_000;

const defaultFlood: Flood = { chunks: 1000, chunkBytes: 65_536 };

/**
 * Plays Bedrock's runtime and control plane on one port of the loopback address, over HTTP/1.1 and h2c.
 *
 * It verifies who calls, answers in the bodies and frames of the model's family, and fails as its switchboard says.
 */
export class BedrockStandIn {
  readonly listener: LoopbackListener;

  constructor(
    readonly route: RouteName,
    private readonly service: BedrockService,
    readonly log: ExchangeLog,
    port: number,
  ) {
    const accept = acceptHttp1AndHttp2((request, response) => this.#receive(request, response));
    this.listener = new LoopbackListener(`the ${route} route`, port, accept);
  }

  #receive(request: HttpRequest, response: HttpResponse): void {
    this.#serve(request, response).catch((error: unknown) => {
      // A defect of the stand-in: loud, and never to be taken for an answer.
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    const requestId = randomUUID();
    const { httpVersion } = request;
    const record = this.log.open({ route: this.route, requestId, httpVersion, ...readOperation(request) });
    const reply = new Reply(response, this.listener.socketFrom(request.socket?.remotePort), record);
    const body = await readBody(request, maxBodyBytes, (count) => record.onRequestBytes(count));
    // The client has left, and its connection may carry other requests: there is nobody to answer and nothing to break.
    if (body === 'incomplete') return;
    const fault = this.service.faults.take(this.route);
    if (body !== 'too-long') record.onRequestBody(body);
    const answer = body === 'too-long' ? tooLong(requestId) : this.#answer(signedPartOf(request, body), fault, record);
    const changed = (signal: AbortSignal): Promise<void> => this.service.faults.changed(this.route, signal);
    await deliver(rewriteAnswer(fault, answer, requestId), reply, changed);
  }

  #answer(request: SignedRequest, fault: Fault, record: ExchangeRecord): Answer {
    const flood = fault.fault === 'flood' ? { flood: { ...defaultFlood, ...fault } } : {};
    const settings = { ...this.service, ...flood, requestId: record.requestId };
    const { answer, authentication } = answerCall(request, settings);
    record.authentication = authentication;
    return answer;
  }
}

function signedPartOf(request: HttpRequest, body: Buffer): SignedRequest {
  return { method: request.method ?? '', ...splitTarget(request), headers: headersOf(request), body };
}

/** Headers by name; HTTP/2's `:authority` is among them. */
function headersOf(request: HttpRequest): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return headers;
}

function tooLong(requestId: string): Answer {
  const constraint = `Member must have length less than or equal to ${maxBodyBytes}`;
  return problemAnswer(
    invalid(`1 validation error detected: Value at 'body' failed to satisfy constraint: ${constraint}`),
    requestId,
  );
}
