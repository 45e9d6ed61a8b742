import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import type { StoredRecord } from '../support/audit-records.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import type { Cell, FaultName } from './dimensions.js';
import type { AttemptSeen, CellSeen, RecordSeen } from './expectations/expectation.js';
import { planOf } from './expectations/plans.js';
import type { BedrockEnd } from './ground/bedrock-end.js';
import { startCell, type StartedCell } from './ground/start-cell.js';
import type { Surroundings } from './ground/surroundings.js';
import { observeAnswer } from './observe-answer.js';

const PREFIXES = { internet: '/internet', vpn: '/vpn', auto: '' } as const;
const [buffered, events, frames] = ANSWER_FORMS;
const PATHS = { buffered, events, frames };

/** Ends what would never end by itself; everything else has far more time than it needs on a busy machine. */
const ENDED_BY_DEADLINE: ReadonlySet<FaultName> = new Set(['no-headers', 'stall-mid-stream']);
const SHORT_DEADLINE_MS = 3_000;
const LONG_DEADLINE_MS = 120_000;

const BODY_SHA256 = createHash('sha256').update(JSON.stringify(HELLO.body)).digest('hex');

/** Sends the one request of a cell through a gateway of its own, and tells all that came of it. */
export async function observeCell(cell: Cell, id: string, surroundings: Surroundings): Promise<CellSeen> {
  const seen = await observeRequest(cell, id, surroundings);
  // The gateway and its sibling have been closed by now, which ends what they had to write.
  const records = await surroundings.recordsOf(id);
  return { ...seen, records: records.map(readRecord) };
}

async function observeRequest(cell: Cell, id: string, surroundings: Surroundings): Promise<Omit<CellSeen, 'records'>> {
  await using started = await surroundings.starts.pass(() => startCell(cell, id, surroundings));
  const token = await started.system.token({ subject: id });
  const asked = ask(cell, started, token);
  if (cell.fault === 'expired-credentials-then-good') await renewOnceRefused(cell, started);
  const response = await asked;
  const { headers, status } = response;
  const answering = started.ends[headers.get('x-routing-method') === 'vpn' ? 'vpn' : 'internet'];
  const answer = await observeAnswer(response, cell.form, () => answering.sent());
  return {
    status,
    ...answer,
    routeHeader: headers.get('x-routing-method'),
    attemptsHeader: headers.get('x-routing-attempts'),
    retryAfter: headers.get('retry-after'),
    calls: { internet: callsTo(started.ends.internet), vpn: callsTo(started.ends.vpn) },
    strayed: hasStrayed(cell, started),
  };
}

function ask(cell: Cell, { system, limit: signal }: StartedCell, token: string): Promise<Response> {
  const { fault, method, form, dataClass, fallback } = cell;
  const { path, accept } = PATHS[form];
  const deadlineMs = ENDED_BY_DEADLINE.has(fault) ? SHORT_DEADLINE_MS : LONG_DEADLINE_MS;
  const headers = {
    accept,
    'x-data-classification': dataClass,
    'x-routing-fallback': fallback === 'denied' ? 'deny' : 'allow',
    'x-request-timeout-ms': String(deadlineMs),
  };
  return post(system, `${PREFIXES[method]}${path}`, HELLO, { headers, signal, token });
}

/** Bedrock takes its time to refuse; meanwhile the credentials are replaced. */
async function renewOnceRefused(cell: Cell, { ends, renewCredentials }: StartedCell): Promise<void> {
  const [route] = planOf(cell).routes;
  if (route === undefined) return;
  await expect.poll(() => ends[route].bodiesSeen().length, { interval: 10, timeout: 30_000 }).toBeGreaterThan(0);
  await renewCredentials();
}

function callsTo(end: BedrockEnd): number {
  const bodies = end.bodiesSeen();
  if (bodies.some((body) => body !== BODY_SHA256)) throw new Error('Bedrock’s end has got another body than was sent');
  return bodies.length;
}

function hasStrayed(cell: Cell, { ends }: StartedCell): boolean {
  const { routes } = planOf(cell);
  return (['internet', 'vpn'] as const).some((route) => !routes.includes(route) && ends[route].connections() > 0);
}

function readRecord(record: StoredRecord): RecordSeen {
  const { outcome, success, statusCode, errorType, attempts } = record as unknown as RecordSeen;
  return { outcome, success, statusCode, errorType, attempts: attempts.map(readAttempt) };
}

function readAttempt({ route, transport, outcome }: AttemptSeen): AttemptSeen {
  return { route, transport, outcome };
}
