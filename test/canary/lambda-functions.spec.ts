import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployGateway, type DeployedGateway } from '../lambda/deployed/deploy-gateway.js';
import { ask, KINDS, type Asked, type AskedInit, type Kind } from './asked.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import type { Leak } from './canaries.js';
import { leaksInAnswer } from './leaks-in-answer.js';
import { metricLines, requestLines, spilledLines, writtenLines } from './log-lines.js';
import { REFUSALS, STREAMED_ANSWERS, type AnswerTexts } from './upstream-answers.js';

const NAMES = {
  tokenSecretId: 'bearer-token-secret',
  credentialsId: 'cross-partition-commercial-creds',
  auditTable: 'cross-partition-requests',
};
const SABOTEUR = new URL('saboteur.mjs', import.meta.url).href;

let ground: CanaryGround;
let gateway: DeployedGateway;
const recorded: string[] = [];
const callers: string[] = [];
const tenants: string[] = [];
/** Answers with what Bedrock said. */
let heard = 0;

beforeAll(async () => {
  ground = await prepareGround(NAMES);
  const settings = Object.entries(ground.env).filter(
    ([name]) => name.startsWith('GATEWAY_') && !name.includes('CREATE'),
  );
  const env = {
    ...Object.fromEntries(settings),
    GATEWAY_REVOCATION_TABLE: undefined,
    NODE_OPTIONS: `--import=${SABOTEUR}`,
  };
  gateway = await deployGateway(ground.sandbox, { env });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

async function leaksIn(asked: Asked, texts?: AnswerTexts, init?: AskedInit): Promise<readonly Leak[]> {
  recorded.push(...asked.recorded);
  const [, subject, tenant] = asked.recorded;
  callers.push(...[subject, tenant].filter((text) => text !== undefined));
  tenants.push(...[tenant].filter((text) => text !== undefined));
  const { leaks, isHeard } = await leaksInAnswer({ url: gateway.url, ground }, asked, texts, init);
  if (isHeard) heard += 1;
  return leaks;
}

/** What the processes of all functions wrote, what Lambda itself says of them among it. */
async function logOfFunctions(): Promise<Buffer> {
  await gateway.settled();
  return Buffer.from(gateway.functions.flatMap(({ log }) => log.lines.map(({ text }) => text)).join('\n'));
}

const named = (...kinds: readonly string[]): readonly Kind[] => kinds.map((kind) => KINDS[kind] as Kind);
const SOME = named('invoke', 'invoke by the VPN', 'native stream', 'foundation models');

describe.each([
  ['an answer in one piece', named('invoke', 'invoke by the VPN', 'converse', 'foundation models')] as const,
  ...Object.keys(STREAMED_ANSWERS).map((name) => [name, named('a stream of events', 'native stream')] as const),
  ...Object.keys(REFUSALS).map((name) => [name, SOME] as const),
  ...['a page', 'no answer'].map((name) => [name, SOME] as const),
])('functions, where Bedrock answers with %s:', (name, kinds) => {
  it('show nothing but what is for the caller', async () => {
    const texts = ground.answerWith(name);
    const asking = kinds.map((kind) => leaksIn(ask(kind, ground.canaries), texts));
    expect((await Promise.all(asking)).flat()).toEqual([]);
  });
});

describe('functions', () => {
  const canary = (): string => ground.canaries.plant('what a function is not to tell');
  const invoke = (init: AskedInit): Promise<readonly Leak[]> =>
    leaksIn(ask(KINDS['native invoke'] as Kind, ground.canaries), ground.answerWith('an answer in one piece'), init);

  it.each<[string, () => AskedInit]>([
    ['a token that is none', () => ({ headers: { authorization: `Bearer ${canary()}` } })],
    ['a password', () => ({ headers: { authorization: `Basic ${canary()}` } })],
    ['a body that is no JSON', () => ({ body: `{"${canary()}` })],
    ['a body that is too long', () => ({ body: canary().repeat(300) })],
    ['a data class', () => ({ headers: { 'x-data-classification': canary() } })],
  ])('refuse %s without a word of it', async (_, init) => {
    expect(await invoke(init())).toEqual([]);
  });

  it.each(['console', 'warning', 'handler', 'reject', 'throw'])(
    'keep to themselves a defect of the kind "%s"',
    async (wish) => {
      expect(await invoke({ body: `{"prompt":"sabotage:${wish}:${canary()}"}` })).toEqual([]);
    },
  );

  it('have nothing in their logs, and in records nothing but what these are for', async () => {
    const log = await logOfFunctions();
    for (const event of ['problem', 'authorization', 'crashed', 'foreign-output', 'node-warning']) {
      expect(log.toString()).toContain(`"event":"${event}"`);
    }
    // Lines of problems name their caller as lines of requests do.
    expect(ground.canaries.leaksIn(writtenLines(log), callers)).toEqual([]);
    expect(ground.canaries.leaksIn(spilledLines(log), recorded)).toEqual([]);
    expect(ground.canaries.leaksIn(requestLines(log), callers)).toEqual([]);
    expect(ground.canaries.leaksIn(requestLines(log))).not.toEqual([]);
    expect(ground.canaries.leaksIn(metricLines(log), tenants)).toEqual([]);
    expect(ground.canaries.leaksIn(metricLines(log))).not.toEqual([]);
    expect(heard).toBeGreaterThan(30);
    const items = await ground.auditItems();
    expect(ground.canaries.leaksIn(items, recorded)).toEqual([]);
    expect(ground.canaries.leaksIn(items)).not.toEqual([]);
  });

  it('would be seen to tell: each function’s log is looked at', async () => {
    await invoke({ body: `{"prompt":"sabotage:stdout:${canary()}"}` });
    await expect.poll(async () => ground.canaries.leaksIn(writtenLines(await logOfFunctions()))).not.toEqual([]);
  });
});
