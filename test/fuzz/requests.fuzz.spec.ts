import type { Server } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RequestsInFlight } from '../../apps/gateway/src/exchange/requests-in-flight.js';
import { CallerLimits } from '../../apps/gateway/src/limits/caller-limits.js';
import { runSideBySide } from '../faults/run-side-by-side.js';
import { readRecordsOfCaller, type StoredRecord } from '../support/audit-records.js';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { request as fetchFrom } from '../support/post.js';
import { isFullProof, reportProof, runsOf, seedOf } from '../support/proof.js';
import type { ReceivedAnswer } from '../support/raw-connection.js';
import { ask } from './ask.js';
import { faultOfAnswer, isRepeating, recordsWanted } from './oracles.js';
import { CANARY, fuzzedRequest, type FuzzedRequest, type TokenKind } from './requests.js';

const SEED = seedOf(50);
const REQUESTS = runsOf({ sample: 800, full: 50_000 });
/** With records of a caller of their own, and looked at together. */
const BATCH = 400;
const LANES = 16;
const TIMEOUT_MS = isFullProof() ? 20 * 60_000 : 120_000;

/** Everything is on that leaves something behind in the process; nobody comes near the limits. */
const ENV = {
  GATEWAY_MAX_BODY_BYTES: '20000',
  GATEWAY_CALLER_MAX_IN_FLIGHT: '100',
  GATEWAY_CALLER_MAX_STREAMS: '100',
  GATEWAY_CALLER_REQUESTS_PER_MINUTE: '1000000',
  GATEWAY_CALLER_BYTES_PER_MINUTE: '1000000000000',
};

/** What is known of one request when all is over. */
interface Case {
  readonly request: FuzzedRequest;
  readonly answer: ReceivedAnswer | undefined;
}

it(
  `${REQUESTS} requests of any kind end as documented, are on record, and leak nothing (seed ${SEED})`,
  { timeout: TIMEOUT_MS },
  async () => {
    const system = await beginSystem({ env: ENV });
    const requests = fc.sample(fuzzedRequest, { seed: SEED, numRuns: REQUESTS });
    const statuses: Record<string, number> = {};
    let recorded = 0;
    for (let from = 0; from < requests.length; from += BATCH) {
      const caller = `fuzz-${from}`;
      const cases = await runBatch(system, requests.slice(from, from + BATCH), caller);
      const records = await recordsOf(system, caller);
      expect(faultsOf(cases, records), `seed ${SEED}, from ${from}`).toEqual([]);
      for (const { answer } of cases)
        statuses[`status${answer?.status}`] = (statuses[`status${answer?.status}`] ?? 0) + 1;
      recorded += records.length;
      await expectIdle(system);
    }
    expect(system.output.text()).not.toContain(CANARY);
    // What never happens is not tested: of every refusal there have to be some, and of what is served.
    for (const status of [200, 400, 401, 403, 404, 413, 415]) expect(statuses).toHaveProperty(`status${status}`);
    reportProof({ proof: 'http-fuzz', seed: SEED, figures: { requests: REQUESTS, recorded, ...statuses } });
  },
);

async function runBatch(system: RecordedSystem, requests: readonly FuzzedRequest[], caller: string): Promise<Case[]> {
  const tokens = await tokensFor(system, caller);
  const cases: Case[] = [];
  await runSideBySide(requests, LANES, async (request, index) => {
    const answer = await ask(system.url, request, tokens[request.token]);
    cases[index] = { request, answer };
  });
  return cases;
}

async function tokensFor(system: RecordedSystem, subject: string): Promise<Readonly<Record<TokenKind, string>>> {
  const full = await system.token({ subject });
  return {
    full,
    narrow: await system.token({ subject, routes: ['vpn'], models: ['anthropic.*'], classifications: ['public'] }),
    powerless: await system.token({ subject, permissions: [] }),
    expired: await system.token({ subject, lifetimeSeconds: -3_600 }),
    forged: `${full.slice(0, -CANARY.length)}${CANARY}`,
    none: '',
  };
}

/** Once nothing is at work any more: a caller has its answer a moment before its record is written. */
async function recordsOf(system: RecordedSystem, caller: string): Promise<StoredRecord[]> {
  await system.recordsSoFar();
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const client = new DynamoDBClient({ endpoint: system.sandbox.urls.dynamodb, region: 'us-gov-west-1', credentials });
  const records = await readRecordsOfCaller(client, 'cross-partition-requests', caller);
  client.destroy();
  return records;
}

function faultsOf(cases: readonly Case[], records: readonly StoredRecord[]): string[] {
  const known = Map.groupBy(records, ({ requestId }) => requestId);
  const answered = new Set(cases.map(({ answer }) => answer?.headers.get('x-request-id')));
  const faults = cases.flatMap(({ request, answer }) => {
    const fault = faultOfAnswer(request, answer) ?? faultOfRecord(request, answer, known);
    return fault === undefined ? [] : [`${fault}: ${JSON.stringify(request)} -> ${JSON.stringify(answer)}`];
  });
  const strays = [...known.keys()].filter((id) => !answered.has(String(id)));
  return [...faults, ...strays.map((id) => `a record that belongs to no answer: ${String(id)}`)];
}

function faultOfRecord(
  request: FuzzedRequest,
  answer: ReceivedAnswer | undefined,
  known: ReadonlyMap<unknown, readonly StoredRecord[]>,
): string | undefined {
  if (answer === undefined) return undefined;
  if (isRepeating(answer)) return 'a canary in an error';
  const records = known.get(answer.headers.get('x-request-id')) ?? [];
  const wanted = recordsWanted(request, answer);
  if (records.length > 1 || records.length !== (wanted ?? records.length)) return `${records.length} records`;
  const [record] = records;
  if (record === undefined) return undefined;
  if (record['statusCode'] !== answer.status) return `on record with status ${String(record['statusCode'])}`;
  return JSON.stringify(record).includes(CANARY) ? 'a canary on record' : undefined;
}

/** Fourth oracle: it lives, and nothing of all that is left. */
async function expectIdle(system: RecordedSystem): Promise<void> {
  expect((await fetchFrom(system, '/health', { headers: { connection: 'close' } })).status).toBe(200);
  const server: Server = system.app.getHttpServer();
  const connections = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(connections).toBe(0);
  expect(system.app.get(RequestsInFlight).count).toBe(0);
  expect(system.app.get(CallerLimits).callersAtWork).toBe(0);
}
