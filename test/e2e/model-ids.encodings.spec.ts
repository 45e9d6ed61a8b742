import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { hostileModelId } from '../support/hostile-model-ids.js';
import { PATH_ENCODINGS } from '../support/path-encodings.js';
import { startRecordingUpstream, type RecordingUpstream } from '../support/recording-upstream.js';
import { SdkPaths, type Suffix } from '../support/sdk-paths.js';
import { startSystem, type System } from '../support/system.js';
import { PROBED_MODEL } from '../support/traffic.js';
import { MODEL_ID_KINDS, validModelId } from '../support/valid-model-ids.js';

const SEED = 20261122;
const ENCODINGS = Object.entries(PATH_ENCODINGS);
/** The operations that are answered in one piece, as the upstream here answers everything. */
const SUFFIXES: readonly Suffix[] = ['invoke', 'converse', 'count-tokens'];

let output: CapturedOutput;
let upstream: RecordingUpstream;
let system: System;
let token: string;
const sdk = new SdkPaths();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
beforeAll(async () => {
  output = captureOutput();
  upstream = await startRecordingUpstream();
  const { url } = upstream;
  const env = { GATEWAY_INTERNET_ENDPOINT: url, GATEWAY_INTERNET_CONTROL_ENDPOINT: url };
  system = await startSystem({ env });
  token = await system.token();
});
afterAll(async () => {
  agent.destroy();
  await system[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  output[Symbol.dispose]();
});
beforeEach(() => {
  upstream.received.length = 0;
});

/** The paths that callers have asked for; the gateway's own probes are left out. */
function targets(): string[] {
  return upstream.received
    .map(({ target }) => target)
    .filter((target) => !target.includes(encodeURIComponent(PROBED_MODEL)));
}

/** Asks for a path as it stands: `fetch` would tidy it up. Returns the status and the id of the record. */
async function ask(method: 'GET' | 'POST', path: string): Promise<{ status: number; requestId: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = request(system.url, { method, path, headers, agent }).end(method === 'POST' ? '{}' : undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  await text(response);
  return { status: response.statusCode ?? 0, requestId: response.headers['x-request-id'] };
}

describe.each(Object.entries(MODEL_ID_KINDS))('%s', (_, modelId) => {
  it.each(ENCODINGS)('%s, reaches Bedrock as the AWS SDK would have sent it', async (_how, encode) => {
    expect((await ask('POST', `/model/${encode(modelId)}/converse`)).status).toBe(200);
    expect(targets()).toEqual([await sdk.pathOf('converse', modelId)]);
  });

  it('is looked up as it is, raw or encoded', async () => {
    for (const id of [modelId, encodeURIComponent(modelId)]) {
      expect((await ask('GET', `/foundation-models/${id}`)).status).toBe(200);
      expect((await ask('GET', `/inference-profiles/${id}?x=y`)).status).toBe(200);
    }
    const encoded = (await sdk.pathOf('invoke', modelId)).split('/')[2] ?? '';
    const expected = [`/foundation-models/${encoded}`, `/inference-profiles/${encoded}`];
    expect(targets()).toEqual([...expected, ...expected]);
  });

  it('encoded twice is no id any more', async () => {
    const twice = encodeURIComponent(encodeURIComponent(`${modelId}:`));
    expect((await ask('POST', `/model/${twice}/invoke`)).status).toBe(400);
    expect(upstream.received).toEqual([]);
  });
});

it.each(Object.entries(MODEL_ID_KINDS))('%s is on record as the caller gave it', async (_, modelId) => {
  const { requestId } = await ask('POST', `/model/${encodeURIComponent(modelId)}/converse`);
  const record = (await system.records()).find((candidate) => candidate['requestId'] === requestId);
  expect(record).toMatchObject({ operation: 'Converse', modelId, outcome: 'complete' });
});

describe(`through the whole system, by seed ${SEED}`, () => {
  const one = (id: fc.Arbitrary<string>) =>
    fc.record({
      id,
      suffix: fc.constantFrom(...SUFFIXES),
      encode: fc.constantFrom(...ENCODINGS).map(([, how]) => how),
      prefix: fc.constantFrom('', '/internet'),
    });

  it('every valid id reaches Bedrock as the AWS SDK would have sent it', async () => {
    const samples = fc.sample(one(validModelId), { seed: SEED, numRuns: 150 });
    for (const { id, suffix, encode, prefix } of samples) {
      upstream.received.length = 0;
      const { status } = await ask('POST', `${prefix}/model/${encode(id)}/${suffix}`);
      expect({ id, status, targets: targets() }).toEqual({ id, status: 200, targets: [await sdk.pathOf(suffix, id)] });
    }
  }, 30_000);

  it('no hostile one gets anywhere but to the operation that the path ends in', async () => {
    const samples = fc.sample(one(hostileModelId), { seed: SEED, numRuns: 150 });
    const strays: object[] = [];
    for (const { id, suffix, encode, prefix } of samples) {
      upstream.received.length = 0;
      const path = `${prefix}/model/${encode(id)}/${suffix}`;
      const { status } = await ask('POST', path);
      if (!isInPlace(path, status, targets())) strays.push({ path, status, targets: targets() });
    }
    expect(strays).toEqual([]);
    await expectServing();
  }, 30_000);
});

/** Refused with nothing sent; or sent once, to the operation that the path ends in. */
function isInPlace(path: string, status: number, sent: readonly string[]): boolean {
  if (status === 400 || status === 404) return sent.length === 0;
  const [bare = ''] = path.split('?', 1);
  const [target = '', ...others] = sent;
  const [, suffix] = /^\/model\/[A-Za-z0-9%._-]+\/([a-z-]+)$/.exec(target) ?? [];
  return status === 200 && others.length === 0 && suffix === bare.slice(bare.lastIndexOf('/') + 1);
}

async function expectServing(): Promise<void> {
  expect((await ask('POST', '/model/amazon.nova-lite-v1:0/converse')).status).toBe(200);
}
