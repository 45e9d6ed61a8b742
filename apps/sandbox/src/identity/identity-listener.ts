import { setTimeout as sleep } from 'node:timers/promises';
import { acceptHttp1 } from '../http/dual-protocol.js';
import { goneSignal } from '../http/aws-json.js';
import { splitTarget } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import type { SignedRequest } from '../bedrock/verify-sigv4.js';
import { IdentityProblem, type IdentityErrorCode } from './identity-problem.js';

/** What can be wrong with STS or KMS; nothing, by default. */
export interface IdentityFault {
  /** Refuses connections, answers late, or answers each request with this error. */
  readonly fault: 'none' | 'down' | 'slow' | IdentityErrorCode;
  /** Of `slow`: 200 where nothing is said. */
  readonly delayMs?: number;
}

/** How a service answers: what it does, and the form that it gives errors. */
export interface IdentityService {
  answer(request: SignedRequest): WireAnswer;
  refuse(problem: IdentityProblem): WireAnswer;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const maxBodyBytes = 64 * 1024;
const defaultDelayMs = 200;

/** One service on one port of the loopback address, with a fault at a time. */
export class IdentityListener {
  readonly listener: LoopbackListener;
  #fault: IdentityFault = { fault: 'none' };
  #requests = 0;

  constructor(
    name: string,
    private readonly service: IdentityService,
  ) {
    this.listener = new LoopbackListener(
      name,
      0,
      acceptHttp1((request, response) => void this.#serve(request, response)),
    );
  }

  /** Whole requests that came so far, refused ones included. */
  get requests(): number {
    return this.#requests;
  }

  /** Puts a fault in place of the one before; resolves when it is in force. */
  async fail(fault: IdentityFault): Promise<void> {
    this.#fault = fault;
    await (fault.fault === 'down' ? this.listener.shut() : this.listener.open());
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    const body = await readBody(request, maxBodyBytes);
    if (body === 'incomplete') return;
    this.#requests += 1;
    const { fault, delayMs = defaultDelayMs } = this.#fault;
    if (fault === 'slow') await sleep(delayMs, undefined, { signal: goneSignal(response) }).catch(() => undefined);
    const answer = this.#answer(request, body === 'too-long' ? Buffer.alloc(0) : body);
    response.statusCode = answer.status;
    response.setHeader('content-type', answer.contentType);
    response.end(answer.body);
  }

  #answer(request: HttpRequest, body: Buffer): WireAnswer {
    const { fault } = this.#fault;
    try {
      if (fault !== 'none' && fault !== 'slow' && fault !== 'down')
        throw new IdentityProblem(fault, 'Said by the fault.');
      return this.service.answer(signedPartOf(request, body));
    } catch (error) {
      // A defect of the stand-in says so, and is never taken for a refusal.
      const problem = error instanceof IdentityProblem ? error : new IdentityProblem('InternalFailure', String(error));
      return this.service.refuse(problem);
    }
  }
}

function signedPartOf(request: HttpRequest, body: Buffer): SignedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return { method: request.method ?? '', ...splitTarget(request), headers: new Map(headers), body };
}
