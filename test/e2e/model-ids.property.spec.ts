import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NativeController } from '../../apps/gateway/src/native/native.controller.js';
import { createReply } from '../../apps/gateway/src/testing/create-reply.js';
import { startGovernedApp, type GovernedApp } from '../../apps/gateway/src/testing/governed-app.js';
import { buildTarget } from '../../libs/bedrock/src/build-target.js';
import { hostileModelId } from '../support/hostile-model-ids.js';
import { runsOf, seedOf } from '../support/proof.js';
import { PATH_ENCODINGS } from '../support/path-encodings.js';
import { OPERATION_BY_SUFFIX, SdkPaths, SUFFIXES, type Suffix } from '../support/sdk-paths.js';
import { validModelId } from '../support/valid-model-ids.js';

const SEED = seedOf(20261122);
/** Ids in one try, asked for at once: what fails is narrowed down within one try. */
const BATCH = 25;
const HOSTILE_TRIES = runsOf({ sample: 80, full: 280 });
const VALID_TRIES = runsOf({ sample: 40, full: 120 });
const IDS = (HOSTILE_TRIES + VALID_TRIES) * BATCH;

/** What would have gone over the wire, as the stand-in for the routes tells in its answer. */
interface Sent {
  readonly operation: string;
  readonly modelId: string;
  readonly target: string;
}

interface Told {
  readonly status: number;
  readonly requestId: unknown;
  readonly body: string;
}

let app: GovernedApp;
const agent = new Agent({ keepAlive: true, maxSockets: BATCH });
/** The operation that each path has ended in, by the id of its record; undefined for none. */
const endings = new Map<unknown, string | undefined>();
const counts = { answered: 0, refused: 0 };

beforeAll(async () => {
  app = await startGovernedApp(NativeController, {
    script: ({ call }) => {
      const { operation, modelId } = call;
      const body = JSON.stringify({ operation, modelId, target: buildTarget(call).pathAndQuery });
      const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
      return createReply([body], { headers });
    },
  });
});
afterAll(async () => {
  agent.destroy();
  await app[Symbol.asyncDispose]();
});

const tries = (id: fc.Arbitrary<string>) => {
  const suffix = fc.constantFrom(...SUFFIXES);
  const encode = fc.constantFrom(...Object.values(PATH_ENCODINGS));
  const one = fc.record({ id, suffix, encode }).map((parts) => ({ ...parts, path: pathOf(parts) }));
  return fc.array(one, { minLength: BATCH, maxLength: BATCH });
};

function pathOf({ id, suffix, encode }: { id: string; suffix: Suffix; encode: (id: string) => string }): string {
  return `/model/${encode(id)}/${suffix}`;
}

/** Node's client writes a path as it is given, where `fetch` would tidy it up. */
async function post(path: string): Promise<Told> {
  const headers = { 'content-type': 'application/json' };
  const asked = request(app.url, { method: 'POST', path, agent, headers }).end('{}');
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const told = { status: response.statusCode ?? 0, requestId: response.headers['x-request-id'] };
  endings.set(told.requestId, operationOf(path));
  return { ...told, body: await text(response) };
}

/** Whether an answer is one that such a path may have. */
function isInOrder(path: string, { status, body }: Told): boolean {
  if (status === 400 || status === 404) {
    counts.refused += 1;
    return true;
  }
  counts.answered += 1;
  if (status !== 200) return false;
  const { operation, modelId, target } = JSON.parse(body) as Sent;
  const [bare = ''] = path.split('?', 1);
  const end = bare.lastIndexOf('/');
  const label = bare.slice('/model/'.length, end);
  const isAsAsked = operation === operationOf(path) && modelId === decodeURIComponent(label);
  const [, last] = /^\/model\/[A-Za-z0-9._%-]+\/([a-z-]+)$/.exec(target) ?? [];
  return isAsAsked && last === bare.slice(end + 1);
}

/** The operation that the last segment of a path names, and nothing before it. */
function operationOf(path: string): string | undefined {
  const [bare = ''] = path.split('?', 1);
  const last = bare.slice(bare.lastIndexOf('/') + 1);
  return Object.hasOwn(OPERATION_BY_SUFFIX, last) ? OPERATION_BY_SUFFIX[last as Suffix] : undefined;
}

describe(`${IDS} model ids in paths (seed ${SEED})`, () => {
  it('no hostile one changes the operation or escapes the path', async () => {
    const property = fc.asyncProperty(tries(hostileModelId), async (batch) => {
      const told = await Promise.all(batch.map(async ({ path }) => ({ path, ...(await post(path)) })));
      expect(told.filter((answer) => !isInOrder(answer.path, answer))).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: HOSTILE_TRIES });
    expect(counts.answered + counts.refused).toBe(HOSTILE_TRIES * BATCH);
    // Hostile means that most are refused; but a property of which every case is refused would say nothing.
    expect(counts.refused).toBeGreaterThan((HOSTILE_TRIES * BATCH) / 2);
    expect(counts.answered).toBeGreaterThan((HOSTILE_TRIES * BATCH) / 50);
  }, 60_000);

  it('every valid one reaches Bedrock as the AWS SDK would have sent it, however it was encoded', async () => {
    const sdk = new SdkPaths();
    const property = fc.asyncProperty(tries(validModelId), async (batch) => {
      const told = await Promise.all(batch.map(async ({ path }) => (await post(path)).body));
      const expected: string[] = [];
      for (const { id: modelId, suffix } of batch) {
        const target = await sdk.pathOf(suffix, modelId);
        expected.push(JSON.stringify({ operation: OPERATION_BY_SUFFIX[suffix], modelId, target }));
      }
      expect(told).toEqual(expected);
    });
    await fc.assert(property, { seed: SEED, numRuns: VALID_TRIES });
  }, 60_000);

  it('each is on record for the operation that its path ends in, by its id only if it is one', async () => {
    const records = await app.records();
    // Without one are paths that no server can read: broken coding, or bytes that belong into no request line.
    expect(records.length).toBeGreaterThan(IDS * 0.7);
    const odd = records.filter(({ requestId, operation, outcome, modelId }) => {
      const isNamed = operation === (endings.get(requestId) ?? 'UnknownOperation');
      const isUnknown = operation === 'UnknownOperation';
      return !(isNamed || isUnknown) || (modelId !== undefined) !== (outcome === 'complete');
    });
    expect(odd).toEqual([]);
  });
});
