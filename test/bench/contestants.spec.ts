import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOnce } from '../../bench/contestants/ask-once.ts';
import { startBare } from '../../bench/contestants/bare.ts';
import type { Contestant, RequestKind } from '../../bench/contestants/contestant.ts';
import { startDirect } from '../../bench/contestants/direct.ts';
import { startOurs, startOursWithoutAudit } from '../../bench/contestants/ours.ts';
import { startPortkey } from '../../bench/contestants/portkey.ts';
import { NativeServer } from '../../bench/ground/native-server.ts';
import { converseBodyOf } from '../../bench/ground/request-files.ts';
import { readAnswer, type ReceivedAnswer } from '../support/raw-connection.js';
import { shareNative } from './share-native.ts';
import { skipWithoutCompiler } from './skip-without-compiler.ts';

const KINDS: readonly RequestKind[] = ['converse', 'converse-stream'];
const START_TIMEOUT_MS = 60_000;
const ANSWER_DEADLINE_MS = 10_000;

async function ask(contestant: Contestant, kind: RequestKind, caller?: number): Promise<ReceivedAnswer> {
  const answer = await askOnce(
    contestant.port,
    contestant.requestTo(kind, converseBodyOf(1_000), caller),
    ANSWER_DEADLINE_MS,
  );
  return readAnswer(answer.toString('latin1'));
}

describe.skipIf(skipWithoutCompiler('contestants of the benchmark'))('contestants', () => {
  const native = shareNative();
  let store: NativeServer;
  beforeAll(async () => {
    store = await NativeServer.start(native.programs.upstream);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const countsOf = async ({ port }: NativeServer): Promise<{ readonly requests: number; readonly bodyBytes: number }> =>
    (await fetch(`http://127.0.0.1:${port}/counts`)).json() as Promise<{ requests: number; bodyBytes: number }>;

  /** Each in its own place, and gone after it. */
  const STARTS: readonly (readonly [string, () => Promise<Contestant>])[] = [
    ['direct', () => startDirect(native.upstream.port)],
    ['bare', () => startBare(native.upstream.port)],
    ['ours', () => startOurs(native.upstream.port, store.port)],
    ['ours-without-audit', () => startOursWithoutAudit(native.upstream.port)],
  ];

  describe.each(STARTS)('%s', (name, start) => {
    let contestant: Contestant;
    beforeAll(async () => {
      contestant = await start();
    }, START_TIMEOUT_MS);
    afterAll(() => contestant[Symbol.asyncDispose]());

    it('is called by its name, and does the work in its own process', () => {
      expect(contestant.name).toBe(name);
      expect(contestant.pid === process.pid).toBe(name === 'direct');
    });

    it.each(KINDS)('answers %s with the bytes of the upstream', async (kind) => {
      const direct = await ask(await startDirect(native.upstream.port), kind);
      const { status, headers, body } = await ask(contestant, kind);
      expect(status).toBe(200);
      expect(body.length).toBe(kind === 'converse' ? 600 : 54 * 200);
      expect(body === direct.body).toBe(true);
      expect(headers.get('content-type')).toBe(direct.headers.get('content-type'));
      expect(headers.get('x-amzn-requestid')).toBe(direct.headers.get('x-amzn-requestid'));
    });

    it('sends the upstream one request for one', async () => {
      const before = await countsOf(native.upstream);
      await ask(contestant, 'converse');
      const after = await countsOf(native.upstream);
      expect(after).toMatchObject({ requests: before.requests + 1, bodyBytes: before.bodyBytes + 1_000 });
    });

    it('writes two records for each request if it is the one that audits, and else none', async () => {
      const before = await countsOf(store);
      await ask(contestant, 'converse');
      const records = name === 'ours' ? 2 : 0;
      await expect.poll(async () => (await countsOf(store)).requests).toBe(before.requests + records);
    });
  });

  it('ours knows each caller, and nobody without a token', async () => {
    await using ours = await startOurs(native.upstream.port, store.port);
    expect((await ask(ours, 'converse', 9_999)).status).toBe(200);
    const request = ours.requestTo('converse', converseBodyOf(100), 1).toString();
    expect(request).toBe(ours.requestTo('converse', converseBodyOf(100), 1).toString());
    expect(request).not.toBe(ours.requestTo('converse', converseBodyOf(100), 2).toString());
    const stranger = Buffer.from(request.replace(/Authorization: .*\r\n/, ''));
    const answer = await askOnce(ours.port, stranger, ANSWER_DEADLINE_MS);
    expect(readAnswer(answer.toString('latin1')).status).toBe(401);
  });

  it('the rival asks Bedrock in its own way, if it is installed', async ({ skip }) => {
    const portkey = await startPortkey(native.upstream.port);
    if (portkey === undefined) return skip('node tools/install-apart.ts bench/rivals/portkey');
    await using rival = portkey;
    const before = await countsOf(native.upstream);
    const answer = await ask(rival, 'converse');
    const streamed = await ask(rival, 'converse-stream');
    expect(JSON.parse(answer.body)).toMatchObject({ provider: 'bedrock', usage: { total_tokens: 70 } });
    expect(streamed.body.match(/^data: \{/gm)).toHaveLength(54);
    expect(streamed.body).toMatch(/data: \[DONE\]\n\n$/);
    expect((await countsOf(native.upstream)).requests).toBe(before.requests + 2);
  });
});
