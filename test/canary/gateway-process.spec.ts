import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawConnection } from '../support/raw-connection.js';
import { reportProof, runsOf } from '../support/proof.js';
import { ask, KINDS, kindsFor, type Asked, type AskedInit, type Kind } from './asked.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import type { Leak } from './canaries.js';
import { leaksInAnswer } from './leaks-in-answer.js';
import { runGateway, type RunningGateway } from './running-gateway.js';
import { spilledLines, writtenLines } from './log-lines.js';
import { FOREIGN_ANSWERS, REFUSALS, STREAMED_ANSWERS, WHOLE_ANSWERS, type AnswerTexts } from './upstream-answers.js';

const INVOKE = KINDS['native invoke'] as Kind;

let ground: CanaryGround;
let gateway: RunningGateway;
const recorded: string[] = [];
const spilled: string[] = [];
let answers = 0;
/** Answers with what Bedrock said, as it said it. */
let heard = 0;
/** Answers for want of a route: Bedrock was not asked. */
let unasked = 0;

beforeAll(async () => {
  ground = await prepareGround();
  gateway = await runGateway(ground.env);
  if (gateway.url === '') throw new Error(gateway.written.stderr.toString());
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

/** Asks, counts, and tells what must not have been in the answer. */
async function leaksIn(asked: Asked, texts?: AnswerTexts, init?: AskedInit): Promise<readonly Leak[]> {
  recorded.push(...asked.recorded);
  const { leaks, isHeard, errorType } = await leaksInAnswer({ url: gateway.url, ground }, asked, texts, init);
  answers += 1;
  if (isHeard) heard += 1;
  if (errorType === 'RouteUnavailableException') unasked += 1;
  return leaks;
}

/** A gateway that remembers nothing; of the one before, what it spilled is kept. */
async function restart(): Promise<void> {
  await gateway[Symbol.asyncDispose]();
  spilled.push(spilledLines(gateway.written.stdout));
  gateway = await runGateway(ground.env);
}

/** What has come to the log: without the records that it spilled, which may hold what records may. */
function leaksInLog(): Readonly<Record<'stdout' | 'stderr', readonly Leak[]>> {
  const { stdout, stderr } = gateway.written;
  return { stdout: ground.canaries.leaksIn(writtenLines(stdout)), stderr: ground.canaries.leaksIn(stderr) };
}

const NOTHING = { stdout: [], stderr: [] };

describe.each([
  ...Object.keys(WHOLE_ANSWERS).map((name) => [name, kindsFor('whole')] as const),
  ...Object.keys(STREAMED_ANSWERS).map((name) => [name, kindsFor('streamed')] as const),
  ...Object.keys(REFUSALS).map((name) => [name, kindsFor('any')] as const),
])('Bedrock answers with %s:', (name, kinds) => {
  it('no caller gets to see what is not theirs, and nothing of it is kept', async () => {
    const texts = ground.answerWith(name);
    const before = { heard, unasked };
    const leaks = await Promise.all(kinds.map((kind) => leaksIn(ask(kind, ground.canaries), texts)));
    expect(leaks.flat()).toEqual([]);
    expect(leaksInLog()).toEqual(NOTHING);
    // Else nothing would have been shown.
    expect(name in REFUSALS || heard > before.heard).toBe(true);
    expect(unasked).toBe(before.unasked);
  });
});

const FOREIGN = Object.keys(FOREIGN_ANSWERS).slice(0, runsOf({ sample: 2, full: 5 }));
describe.each(FOREIGN)('something else answers, with %s:', (name) => {
  it('no caller gets to see it, and nothing of it is kept', async () => {
    await restart();
    const texts = ground.answerWith(name);
    const before = unasked;
    const kinds = ['invoke', 'native stream', 'foundation models'].map((kind) => KINDS[kind] as Kind);
    const leaks = await Promise.all(kinds.map((kind) => leaksIn(ask(kind, ground.canaries), texts)));
    expect(leaks.flat()).toEqual([]);
    expect(leaksInLog()).toEqual(NOTHING);
    expect(unasked).toBe(before);
    await restart();
  });
});

describe('what is refused', () => {
  const canary = (): string => ground.canaries.plant('a request that is refused');
  // Names of fields that nobody knows are told to whoever sent them, and to nobody else.
  it.each<[string, () => AskedInit]>([
    ['a body that is no JSON', () => ({ body: `{"${canary()}` })],
    ['a body that is too long', () => ({ body: canary().repeat(300) })],
    ['a body of another type', () => ({ headers: { 'content-type': `text/${canary()}` } })],
    ['an encoded body', () => ({ headers: { 'content-encoding': canary() } })],
    ['a route', () => ({ headers: { 'x-routing-method': canary() } })],
    ['a fallback', () => ({ headers: { 'x-routing-fallback': canary() } })],
    ['a time', () => ({ headers: { 'x-request-timeout-ms': canary() } })],
    ['a data class', () => ({ headers: { 'x-data-classification': canary() } })],
    ['no token', () => ({ headers: { authorization: '' } })],
    ['a token that is none', () => ({ headers: { authorization: `Bearer ${canary()}` } })],
    ['a token in three parts', () => ({ headers: { authorization: `Bearer ${canary()}.${canary()}.${canary()}` } })],
    ['a password', () => ({ headers: { authorization: `Basic ${Buffer.from(canary()).toString('base64')}` } })],
    ['another method', () => ({ method: 'DELETE' })],
    ['a question of a browser', () => ({ method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } })],
  ])('is not told, and not kept: %s', async (_, init) => {
    const texts = ground.answerWith('an answer in one piece');
    for (const kind of [KINDS['invoke'] as Kind, INVOKE]) {
      const asked = ask(kind, ground.canaries);
      expect(await leaksIn(asked, texts, init())).toEqual([]);
    }
    expect(leaksInLog()).toEqual(NOTHING);
  });

  it.each(['/bedrock/models/%zz', '/model/..%2F/converse', '/async-invoke/', '/vpn/', '/docs/', '/'])(
    'is not told, and not kept: a path below %s',
    async (path) => {
      const asked = ask({ path: `${path}${canary()}` }, ground.canaries);
      expect(await leaksIn(asked)).toEqual([]);
      expect(leaksInLog()).toEqual(NOTHING);
    },
  );

  it('is not told, and not kept: what is no HTTP', async () => {
    for (const text of [
      `${canary()}\r\n\r\n`,
      `GET /${canary()} HTTP/9.9\r\n\r\n`,
      `GET / HTTP/1.1\r\n${canary()}\r\n\r\n`,
    ]) {
      using connection = await RawConnection.open(gateway.url);
      await connection.send(text);
      await connection.closed;
      expect(ground.canaries.leaksIn(connection.received)).toEqual([]);
    }
    expect(leaksInLog()).toEqual(NOTHING);
  });
});

describe('stores that fail', () => {
  it.each([
    ['dynamodb', 'down'],
    ['dynamodb', 'error'],
    ['secrets', 'error'],
  ] as const)('%s, %s: say nothing of what they were asked', async (store, fault) => {
    const texts = ground.answerWith('an answer in one piece');
    await ground.sandbox.faults.setStore(store, { fault });
    const asking = ['native invoke', 'status', 'ready'].map((kind) =>
      leaksIn(ask(KINDS[kind] as Kind, ground.canaries), texts),
    );
    const leaks = (await Promise.all(asking)).flat();
    await ground.sandbox.faults.clear();
    expect(leaks).toEqual([]);
    expect(leaksInLog()).toEqual(NOTHING);
  });
});

describe('defects', () => {
  /** A request that has the saboteur do something with a canary. */
  const sabotage = async (wish: string): Promise<readonly Leak[]> => {
    const texts = ground.answerWith('an answer in one piece');
    const asked = ask(INVOKE, ground.canaries);
    const body = `{"prompt":"sabotage:${wish}:${ground.canaries.plant(wish)}"}`;
    return leaksIn(asked, texts, { body });
  };

  it.each([
    ['console', '"event":"foreign-output"'],
    ['warning', '"event":"node-warning"'],
    ['handler', '"status":500'],
  ])('of the kind "%s" leave a line that tells nothing', async (wish, line) => {
    expect(await sabotage(wish)).toEqual([]);
    const { stdout, stderr } = gateway.written;
    expect(`${stdout.toString()}${stderr.toString()}`).toContain(line);
    expect(leaksInLog()).toEqual(NOTHING);
  });

  it.each(['reject', 'throw', 'nothing'].slice(0, runsOf({ sample: 1, full: 3 })))(
    'of the kind "%s" end the process with one line and code 1',
    async (wish) => {
      await sabotage(wish).catch(() => undefined);
      expect(await gateway.ended).toBe(1);
      expect(gateway.written.stderr.toString().match(/"event":"crashed"/g)).toHaveLength(1);
      expect(leaksInLog()).toEqual(NOTHING);
      await restart();
    },
  );

  it('would be seen', async () => {
    await sabotage('stdout');
    await sabotage('stderr');
    await expect.poll(() => leaksInLog().stdout).not.toEqual([]);
    await expect.poll(() => leaksInLog().stderr).not.toEqual([]);
    spilled.push(spilledLines(gateway.written.stdout));
  });
});

it.each(['/v1/audit/requests?limit=200', '/v1/audit/export', '/v1/audit/export?format=csv', '/v1/usage'])(
  'who reads records sees nothing but what they are for, by %s',
  async (path) => {
    const authorization = `Bearer ${await ground.tokenFor({ ...ask(INVOKE, ground.canaries), claims: { sub: 'auditor' } })}`;
    const response = await fetch(`${gateway.url}${path}`, { headers: { authorization } });
    const text = await response.text();
    expect(response.status, path).toBe(200);
    expect(ground.canaries.leaksIn(text, recorded)).toEqual([]);
    expect(text.length).toBeGreaterThan(1_000);
  },
);

it('records hold nothing but what they are for, in the table and where they were spilled to', async () => {
  const items = await ground.auditItems();
  expect(ground.canaries.leaksIn(items, recorded)).toEqual([]);
  expect(spilled.join('')).toContain('audit.spill');
  expect(ground.canaries.leaksIn(spilled.join('\n'), recorded)).toEqual([]);
  // The search sees what there is: it was told what may be there.
  for (const text of [items, spilled.join('\n')]) expect(ground.canaries.leaksIn(text)).not.toEqual([]);
  const { planted } = ground.canaries;
  expect(planted).toBeGreaterThan(3_500);
  expect(answers).toBeGreaterThan(220);
  expect(heard).toBeGreaterThan(60);
  reportProof({ proof: 'canaries', figures: { canaries: planted, answers, found: 0 } });
});
