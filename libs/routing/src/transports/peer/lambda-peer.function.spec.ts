import { text } from 'node:stream/consumers';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { begin, complete, nextText, payload, startLambda } from '../../../../../test/support/loopback-lambda.js';
import { LambdaPeerFunction } from './lambda-peer.function.js';

afterEach(() => void vi.unstubAllEnvs());

const { signal } = new AbortController();
const answerWhole = (response: ServerResponse): void => {
  begin(response).end(Buffer.concat([payload('on'), payload(''), payload('e two'), complete()]));
};

describe('LambdaPeerFunction', () => {
  it('calls the function once, with the very event, and gives out what it writes', async () => {
    await using lambda = await startLambda(answerWhole);
    const answer = new LambdaPeerFunction('gateway-vpn').invoke('{"peerProbe":"é"}', signal);
    expect(await text(answer)).toBe('one two');
    expect(lambda.invocations).toEqual([
      {
        method: 'POST',
        path: '/2021-11-15/functions/gateway-vpn/response-streaming-invocations',
        event: '{"peerProbe":"é"}',
      },
    ]);
  });

  it('gives out each piece as it comes', async () => {
    let response: ServerResponse | undefined;
    await using _lambda = await startLambda((begun) => void (response = begin(begun)).write(payload('first')));
    const answer = new LambdaPeerFunction('sibling').invoke('{}', signal);
    expect(await nextText(answer)).toBe('first');
    response?.end(Buffer.concat([payload('second'), complete()]));
    expect(await nextText(answer)).toBe('second');
    expect(await nextText(answer)).toBe('the end');
  });

  it('leaves no listener on the signal of a whole answer', async () => {
    await using _lambda = await startLambda(answerWhole);
    const life = new AbortController();
    const added = vi.spyOn(life.signal, 'addEventListener');
    const removed = vi.spyOn(life.signal, 'removeEventListener');
    await text(new LambdaPeerFunction('sibling').invoke('{}', life.signal));
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });

  it('uses a connection again, opens a new one when it was told to close them, and then goes on', async () => {
    await using lambda = await startLambda(answerWhole);
    const peer = new LambdaPeerFunction('sibling');
    peer.close();
    for (let call = 0; call < 2; call += 1) expect(await text(peer.invoke('{}', signal))).toBe('one two');
    expect(lambda.connections()).toBe(1);
    peer.close();
    await lambda.closed();
    expect(await text(peer.invoke('{}', signal))).toBe('one two');
    expect(lambda.connections()).toBe(2);
  });

  it('closes the connection when its reader leaves early', async () => {
    await using lambda = await startLambda((response) => void begin(response).write(payload('half')));
    for await (const _ of new LambdaPeerFunction('sibling').invoke('{}', signal)) break;
    await expect(lambda.closed()).resolves.toBeUndefined();
  });

  it('makes the sibling wait for a reader who stalls', async () => {
    const chunk = payload('x'.repeat(64 * 1024));
    let written = 0;
    await using lambda = await startLambda((response) => {
      const endless = Readable.from(
        (function* () {
          for (; written < 4_000; written += 1) yield chunk;
        })(),
      );
      endless.pipe(begin(response)).on('error', () => undefined);
    });
    const answer = new LambdaPeerFunction('sibling').invoke('{}', signal);
    await answer.next();
    for (let before = -1; before !== written;) {
      before = written;
      for (let round = 0; round < 300; round += 1) await new Promise(setImmediate);
    }
    // 250 MB in all, of which the sockets' own buffers take some.
    expect(written).toBeLessThan(400);
    await answer.return(undefined);
    await lambda.closed();
  });
});
