import { FORMS, type Cell, type FaultName, type Form } from '../dimensions.js';
import type { Kind } from './rules.js';

/** An error as the caller gets it. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  /** Seconds; 429 only. */
  readonly retryAfter?: string;
}

/** Nothing stands in the way of a whole answer, be it after one refusal. */
export interface Whole {
  readonly ends: 'whole';
  readonly firstRefusedAs?: Kind;
}
/** The call fails while its status is still open. */
export interface Failed {
  readonly ends: 'failed';
  readonly kind: Kind;
  /** Unset where it depends on the routes: the way failed, not Bedrock. */
  readonly refusal?: Refusal;
  /** Where the head of an answer had come, the caller learns which route had begun to answer. */
  readonly hasBegun?: true;
  /** Where Bedrock asks for a longer wait than the gateway is ready for, there is no second call. */
  readonly isFinal?: true;
}
/** The answer breaks when a part of it is on its way to the caller. */
export interface Broken {
  readonly ends: 'broken';
  readonly kind: Kind;
  readonly type: string;
  /** Chunks that came through before. */
  readonly chunks: number;
}
/** The stream is whole, and says itself that the answer in it is not. */
export interface ExceptionPassedOn {
  readonly ends: 'exception-passed-on';
  readonly type: string;
}
/** There is no such cell. */
export interface Skipped {
  readonly ends: 'skipped';
  readonly because: string;
}
/** What a fault is for those who meet it in one form of answer. */
export type Seen = Whole | Failed | Broken | ExceptionPassedOn | Skipped;
type Row = readonly [buffered: Seen, events: Seen, frames: Seen];

const inEachForm = (seen: Seen): Row => [seen, seen, seen];
const whole: Whole = { ends: 'whole' };
const wayFailed = (kind: 'unreachable' | 'not-bedrock'): Row => inEachForm({ ends: 'failed', kind });
const failed = (kind: Kind, status: number, type: string): Failed => {
  const refusal = { status, type: `${type}Exception` };
  return { ends: 'failed', kind, refusal: status === 429 ? { ...refusal, retryAfter: '1' } : refusal };
};
const throttled = failed('throttled', 429, 'Throttling');
const brokenEarly: Failed = { ...failed('stream-broken', 502, 'Upstream'), hasBegun: true };
const broken = (chunks: number, kind: Kind, type: string): Broken => ({
  ends: 'broken',
  kind,
  type: `${type}Exception`,
  chunks,
});

/**
 * Written by hand from the tables of the API contract (status, type) and of the routing contract (kind). Bedrock's own
 * errors stay what they are; a broken answer is a 502 while its status is open, and never looks whole afterwards.
 */
const SEEN_AS: Readonly<Record<FaultName, Row>> = {
  'nothing-over-tls': inEachForm(whole),
  refused: wayFailed('unreachable'),
  'black-hole': wayFailed('unreachable'),
  'dns-failure': wayFailed('unreachable'),
  'tls-expired': wayFailed('unreachable'),
  'tls-wrong-name': wayFailed('unreachable'),
  'tls-unknown-authority': wayFailed('unreachable'),
  'reset-before-headers': wayFailed('unreachable'),
  'reset-after-headers': inEachForm(brokenEarly),
  'slow-headers': inEachForm(whole),
  'no-headers': inEachForm(failed('timeout', 504, 'DeadlineExceeded')),
  'slow-drip': inEachForm(whole),
  'stall-mid-stream': inEachForm(broken(1, 'timeout', 'DeadlineExceeded')),
  'cut-mid-frame': inEachForm(broken(2, 'stream-broken', 'Upstream')),
  // In one piece there are no frames with a checksum: what is damaged there is the chunk of HTTP around the answer.
  'wrong-crc': [brokenEarly, broken(2, 'stream-broken', 'Upstream'), broken(2, 'stream-broken', 'Upstream')],
  'exception-frame': [
    { ends: 'skipped', because: 'an answer in one piece has no frames, and 424 is what a model that fails there is' },
    broken(2, 'stream-broken', 'ModelStreamError'),
    { ends: 'exception-passed-on', type: 'ModelStreamErrorException' },
  ],
  '400': inEachForm(failed('bad-request', 400, 'Validation')),
  '403': inEachForm(failed('denied', 403, 'AccessDenied')),
  '404': inEachForm(failed('bad-request', 404, 'ResourceNotFound')),
  '408': inEachForm(failed('bad-request', 408, 'ModelTimeout')),
  '424': inEachForm(failed('bad-request', 424, 'ModelError')),
  '429': inEachForm(throttled),
  '429-retry-after-1s': inEachForm(throttled),
  '429-retry-after-30s': inEachForm({
    ...throttled,
    refusal: { status: 429, type: 'ThrottlingException', retryAfter: '30' },
    isFinal: true,
  }),
  '500': inEachForm(failed('internal', 500, 'InternalServer')),
  '503': inEachForm(failed('internal', 503, 'ServiceUnavailable')),
  'html-200': wayFailed('not-bedrock'),
  'oversized-header': wayFailed('not-bedrock'),
  'expired-credentials': inEachForm(failed('denied', 502, 'Upstream')),
  'expired-credentials-then-good': inEachForm({ ends: 'whole', firstRefusedAs: 'denied' }),
};

/** Faults under which no request arrives at Bedrock's end, so that it cannot have seen any. */
const NEVER_ARRIVES: ReadonlySet<FaultName> = new Set([
  'refused',
  'black-hole',
  'dns-failure',
  'tls-expired',
  'tls-wrong-name',
  'tls-unknown-authority',
]);

/** Undefined for a fault that nobody has thought about. */
export function seenAs({ fault, form }: { readonly fault: string; readonly form: Form }): Seen | undefined {
  const rows: Readonly<Record<string, Row | undefined>> = SEEN_AS;
  return rows[fault]?.[FORMS.indexOf(form)];
}

export function arrives({ fault }: Pick<Cell, 'fault'>): boolean {
  return !NEVER_ARRIVES.has(fault);
}
