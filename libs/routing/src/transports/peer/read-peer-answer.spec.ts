import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { nextText } from '../../../../../test/support/loopback-lambda.js';
import { inPieces } from '../../testing/peer-answers.js';
import { encodePeerAnswerHead } from './peer-answer.js';
import { readPeerAnswer, wrapPeerAnswer } from './read-peer-answer.js';

const REPLY = {
  kind: 'reply',
  status: 200,
  headers: { 'content-type': 'text/plain' },
  upstreamRequestId: 'u-1',
} as const;
const ATTEMPT = { route: 'vpn', transport: 'direct', startedAtEpochMs: 7, durationMs: 3, outcome: 'ok' } as const;
const HEAD = encodePeerAnswerHead({ attempts: [ATTEMPT], outcome: REPLY });
const NULS = '\0'.repeat(8);
const wrapped = (bytes: Buffer): Buffer => Buffer.from(JSON.stringify(wrapPeerAnswer(bytes)));

describe('readPeerAnswer', () => {
  it.each([
    ['nothing', ''],
    ['a page', '<html>'],
    ['the answer of another function', 'null'],
    ['the answer of a proxy integration', '{"statusCode":200,"body":"{}"}'],
    ['a head without an end', '{"version":1,"attempts":[],"outcome":{"kind":"proven"}}'],
    ['no JSON before the end of the head', `{"version":1${NULS}`],
    ['another version', `{"version":2,"attempts":[],"outcome":{"kind":"proven"}}${NULS}`],
    ['no attempts', `{"version":1,"outcome":{"kind":"proven"}}${NULS}`],
    ['an outcome that nobody knows', `{"version":1,"attempts":[],"outcome":{"kind":"maybe"}}${NULS}`],
    ['no outcome', `{"version":1,"attempts":[]}${NULS}`],
    ['a wrapping of nothing', '{"peerAnswer":""}'],
    ['a wrapping of something else', '{"peerAnswer":"PGh0bWw+"}'],
    ['a wrapping that is cut off', wrapped(HEAD).subarray(0, -2)],
    ['a wrapping with more behind it', Buffer.concat([wrapped(HEAD), Buffer.from('{}')])],
    ['a wrapping of no text', '{"peerAnswer":7}'],
  ])('takes %s for no answer of a sibling, and ends the source', async (_what, answer) => {
    const { chunks, taken } = inPieces(Buffer.from(answer), 1_000);
    await expect(readPeerAnswer(chunks)).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'peer-answer' });
    expect(taken.at(-1)).toBe('end');
  });

  it.each([
    ['a head', 'x'],
    ['a wrapped answer', '{"peerAnswer":"'],
  ])('does not wait for the end of %s that has none, and ends the source', async (_what, start) => {
    const { chunks, taken } = inPieces(Buffer.from(start.padEnd(20_000_000, 'x')), 65_536);
    await expect(readPeerAnswer(chunks)).rejects.toMatchObject({ kind: 'not-bedrock' });
    expect(taken.at(-1)).toBe('end');
    expect(taken.length).toBeLessThan(150);
  });

  it('fails as its source does, and ends it', async () => {
    const broken = new Error('broken off');
    const { chunks, taken } = inPieces(HEAD.subarray(0, 10), 3, broken);
    await expect(readPeerAnswer(chunks)).rejects.toBe(broken);
    expect(taken.at(-1)).toBe('end');
  });

  it.each([1, 7, 100_000])('reads head and body in pieces of %i bytes', async (size) => {
    // A frame of an event stream begins with zero bytes, too.
    const body = Buffer.concat([Buffer.alloc(12), Buffer.from('body \u0000 é'), Buffer.alloc(9)]);
    for (const bytes of [Buffer.concat([HEAD, body]), wrapped(Buffer.concat([HEAD, body]))]) {
      const answer = await readPeerAnswer(inPieces(bytes, size).chunks);
      expect(answer.head).toEqual({ version: 1, attempts: [ATTEMPT], outcome: REPLY });
      expect(await buffer(answer.body)).toEqual(body);
    }
  });

  it('hands over the body as it comes, and ends the source for a reader who leaves', async () => {
    const { chunks, taken } = inPieces(Buffer.concat([HEAD, Buffer.from('abcdef')]), HEAD.length + 1);
    const { body } = await readPeerAnswer(chunks);
    expect(taken).toEqual(['1']);
    const reader = body[Symbol.asyncIterator]();
    expect(await nextText(reader)).toBe('a');
    expect(taken).toEqual(['1']);
    expect(await nextText(reader)).toBe('bcdef');
    await reader.return?.();
    expect(taken).toEqual(['1', '2', 'end']);
  });

  it('breaks where its source breaks behind the head', async () => {
    const broken = new Error('broken off');
    const { body } = await readPeerAnswer(inPieces(Buffer.concat([HEAD, Buffer.from('half')]), 10_000, broken).chunks);
    await expect(buffer(body)).rejects.toBe(broken);
  });
});
