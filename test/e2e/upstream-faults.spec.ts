import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../apps/sandbox/src/sandbox.js';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { expectProblemShape, problemOf, type ProblemDocument } from '../support/problem-of.js';
import { readServerSentEvents } from '../support/read-sse.js';
import { readToTheEnd } from '../support/read-stream-chunks.js';
import { shareSystem } from '../support/share-system.js';
import { ask, wayOf } from '../support/traffic.js';

/** How a request ends: as an error with a status, or with what had begun as a 200. */
type Ending = Refused | Broken | 'whole' | 'exception-passed-on';
interface Refused {
  readonly status: number;
  readonly type: string;
  readonly attempts: readonly string[];
  readonly retryable: boolean;
  /** Bedrock's own words; unset where the gateway has words of its own. */
  readonly message?: string;
}
interface Broken {
  readonly chunks: number;
  readonly type: string;
  readonly attempts: readonly string[];
}
interface Row {
  readonly fault: Fault;
  readonly endings: readonly [whole: Ending, sse: Ending, frames: Ending];
}

const refused = (status: number, type: string, attempts: string, more: Partial<Refused> = {}): Refused => ({
  status,
  type: `${type}Exception`,
  attempts: attempts.split(' '),
  retryable: false,
  ...more,
});
const broken = (chunks: number, type: string, outcome = 'stream-broken'): Broken => ({
  chunks,
  type: `${type}Exception`,
  attempts: [outcome],
});
const thrice = (ending: Ending): Row['endings'] => [ending, ending, ending];
const retryable = true;

const unreachable = refused(502, 'Upstream', 'unreachable unreachable unreachable', { retryable });
const notBedrock = refused(502, 'Upstream', 'not-bedrock', { retryable });
const brokenEarly = refused(502, 'Upstream', 'stream-broken', { retryable });
const [cutLate, lateException] = [broken(2, 'Upstream'), broken(2, 'ModelStreamError')];
const modelStreamError = { message: 'The model stream failed.' };

/** Written by hand from the tables of the API contract and of the routing contract. */
const ROWS: readonly Row[] = [
  { fault: { fault: 'reset' }, endings: thrice(unreachable) },
  { fault: { fault: 'reset-after-headers' }, endings: thrice(brokenEarly) },
  { fault: { fault: 'html' }, endings: thrice(notBedrock) },
  { fault: { fault: 'html-502' }, endings: thrice(notBedrock) },
  { fault: { fault: 'stall' }, endings: thrice(refused(504, 'DeadlineExceeded', 'timeout')) },
  { fault: { fault: 'stall', after: 1 }, endings: thrice(broken(1, 'DeadlineExceeded', 'timeout')) },
  { fault: { fault: 'cut', after: 0 }, endings: [broken(0, 'Upstream'), brokenEarly, broken(0, 'Upstream')] },
  { fault: { fault: 'cut', after: 2 }, endings: thrice(cutLate) },
  {
    fault: { fault: 'exception', after: 0 },
    endings: ['whole', refused(424, 'ModelStreamError', 'stream-broken', modelStreamError), 'exception-passed-on'],
  },
  { fault: { fault: 'exception', after: 2 }, endings: ['whole', lateException, 'exception-passed-on'] },
  { fault: { fault: 'crc', after: 0 }, endings: ['whole', brokenEarly, broken(0, 'Upstream')] },
  { fault: { fault: 'crc', after: 2 }, endings: ['whole', cutLate, cutLate] },
  {
    fault: { fault: 'timeout' },
    endings: thrice(
      refused(408, 'ModelTimeout', 'bad-request', {
        message: 'Model has timed out in processing the request. Try your request again.',
      }),
    ),
  },
  {
    fault: { fault: 'model-error' },
    endings: thrice(
      refused(424, 'ModelError', 'bad-request', {
        message: 'The model returned an error while processing the request.',
      }),
    ),
  },
  {
    fault: { fault: 'unavailable' },
    endings: thrice(
      refused(503, 'ServiceUnavailable', 'internal internal internal', {
        retryable,
        message: 'The service is temporarily unable to handle the request.',
      }),
    ),
  },
  {
    fault: { fault: 'error' },
    endings: thrice(
      refused(500, 'InternalServer', 'internal internal internal', {
        retryable,
        message: 'The system encountered an unexpected error during processing. Try your request again.',
      }),
    ),
  },
  {
    fault: { fault: 'denied' },
    endings: thrice(
      refused(403, 'AccessDenied', 'denied', {
        message: "You don't have access to the model with the specified model ID.",
      }),
    ),
  },
  { fault: { fault: 'expired' }, endings: thrice(refused(502, 'Upstream', 'denied', { retryable })) },
  {
    fault: { fault: 'not-ready' },
    endings: thrice(
      refused(429, 'ModelNotReady', 'model-not-ready model-not-ready model-not-ready', {
        retryable,
        message: 'The model is not ready for inference. Wait and try your request again.',
      }),
    ),
  },
  {
    fault: { fault: 'throttle' },
    endings: thrice(
      refused(429, 'Throttling', 'throttled throttled throttled', {
        retryable,
        message: 'Too many requests, please wait before trying again.',
      }),
    ),
  },
];

/** What must never get out: stacks, system errors, addresses, secrets, and what an upstream said beyond its message. */
const LEAKS = /\n\s+at |node:internal|ECONN|injected|Sign in to the network|127\.0\.0\.1:\d|ABSK|eyJ/;
/** What must be in no record and no log line either. */
const CONTENT = /Echo from|are you there/;

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

describe.each(ANSWER_FORMS.map((form, index) => ({ ...form, index })))('$form', ({ form, path, accept, index }) => {
  it.each(ROWS)('$fault ends as documented', async ({ fault, endings }) => {
    await system.sandbox.faults.set('internet', fault);
    const timeoutMs = fault.fault === 'stall' ? '300' : '15000';
    const headers = { accept, 'x-request-timeout-ms': timeoutMs };
    const response = await post(system, `/internet${path}`, HELLO, { headers });
    const text = await expectEnding(response, endings[index] ?? 'whole');
    expect(`${JSON.stringify([...response.headers])}${text}`).not.toMatch(LEAKS);
    await system.sandbox.faults.clear();
    await expectRecord(response, endings[index] ?? 'whole');
    expect(wayOf(await ask(system, '/internet'))).toMatchObject({ status: 200, attempts: 'internet:ok' });
    expect(system.output.text()).not.toMatch(LEAKS);
    expect(system.output.text()).not.toMatch(CONTENT);
  });

  /** Returns what the caller got to read. */
  async function expectEnding(response: Response, ending: Ending): Promise<string> {
    if (typeof ending !== 'string' && 'status' in ending) return expectRefused(response, ending);
    if (isWithheld(ending)) return expectWithheld(response);
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:ok', method: 'internet' });
    const { bytes, isWhole } = await readToTheEnd(response);
    if (typeof ending !== 'string' && form === 'as server-sent events') {
      return expectErrorEvent(bytes.toString(), ending, response);
    }
    expect(isWhole).toBe(typeof ending === 'string');
    const sent = sentByUpstream();
    expect(bytes).toEqual(isWhole ? sent : sent.subarray(0, bytes.length));
    // Frames are the upstream's own bytes, whatever is in them.
    return form === 'in frames' ? '' : bytes.toString('utf8');
  }

  /** Answers in one piece have no part: what broke off is an error of API Gateway's own. */
  function isWithheld(ending: Ending): boolean {
    const isCut = typeof ending !== 'string' && 'chunks' in ending && form !== 'as server-sent events';
    return isCut && deployedMode() === 'BUFFERED';
  }

  async function expectWithheld(response: Response): Promise<string> {
    const document = await expectProblem(response, 502, 'UpstreamException');
    expect(document.error.message).toBe('The function of this route failed');
    return JSON.stringify(document);
  }

  async function expectRefused(response: Response, ending: Refused): Promise<string> {
    const { status, type, attempts, message, ...rest } = ending;
    expect(response.status).toBe(status);
    expect(response.headers.get('x-routing-attempts')).toBe(attempts.map((kind) => `internet:${kind}`).join(','));
    if (status === 429) expect(response.headers.get('retry-after')).toBe('1');
    const document = await problemOf(response);
    expect(document.routingMethod).toBe('internet');
    expect(document.error).toMatchObject({ type, retryable: rest.retryable, details: {} });
    if (message !== undefined) expect(document.error.message).toBe(message);
    return JSON.stringify(document);
  }

  function expectErrorEvent(text: string, { chunks, type }: Broken, response: Response): string {
    const events = readServerSentEvents(text);
    const names = events.map(({ event }) => event);
    expect(names).toEqual([...Array.from({ length: chunks }, () => 'message'), 'error']);
    const document = JSON.parse(events.at(-1)?.data ?? '') as ProblemDocument;
    expectProblemShape(document, response);
    expect(document.error.type).toBe(type);
    return text;
  }

  async function expectRecord(response: Response, ending: Ending): Promise<void> {
    const requestId = response.headers.get('x-request-id');
    const all = await system.records();
    const records = isWithheld(ending) ? all.slice(-1) : all.filter((record) => record['requestId'] === requestId);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject(recordOf(ending));
    expect(JSON.stringify(records)).not.toMatch(LEAKS);
    expect(JSON.stringify(records)).not.toMatch(CONTENT);
  }

  function recordOf(ending: Ending): object {
    const whole = { outcome: 'complete', success: true, statusCode: 200, attempts: [{ outcome: 'ok' }] };
    if (ending === 'whole') return whole;
    const exception = { type: 'ModelStreamErrorException', attempts: ['stream-broken'] };
    const { type, attempts } = ending === 'exception-passed-on' ? exception : ending;
    const isRefused = ending !== 'exception-passed-on' && 'status' in ending;
    return {
      outcome: isRefused ? 'failed' : 'partial',
      success: false,
      statusCode: isRefused ? ending.status : 200,
      errorType: type,
      attempts: attempts.map((outcome) => ({ route: 'internet', transport: 'direct', outcome })),
    };
  }

  function sentByUpstream(): Buffer {
    const { modelId } = HELLO;
    const exchange = system.sandbox.exchanges('internet').find((candidate) => candidate.modelId === modelId);
    return exchange?.responseBody ?? Buffer.alloc(0);
  }
});
