import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { RequestListener, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carry, Taker } from '../testing/carried.js';
import { untilQuiet } from '../testing/loopback-app.js';

const BROKEN = { code: 'ANSWER_BROKEN' };

describe('carryEvent, where an answer breaks off', () => {
  it.each<[string, RequestListener, string]>([
    ['there is none', (request) => void request.socket.destroy(), ''],
    ['it is cut before its head', (_request, response) => void response.destroy(), ''],
    [
      'it is cut behind its head',
      (_request, response) => void response.writeHead(200).write('', () => response.destroy()),
      '',
    ],
    ['it is cut in its middle', (_request, response) => void response.write('half', () => response.destroy()), 'half'],
    [
      'it is shorter than it said',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 9 }).write('half', () => response.socket?.end());
      },
      'half',
    ],
    ['it is no HTTP', (request) => void request.socket.end('<html>'), ''],
  ])('fails when %s', async (_what, handler, seen) => {
    const taker = new Taker();
    await expect(carry(handler, {}, taker)).rejects.toMatchObject(BROKEN);
    expect(taker.text).toBe(seen);
  });

  it.each([
    ['a method that is a tunnel', { method: 'CONNECT' }],
    ['a target with a space', { target: '/a b' }],
    ['a header with a line break', { headers: [['X-A', 'a\r\nb']] as const }],
  ])('fails for %s', async (_what, request) => {
    await expect(carry((_request, response) => response.end(), request)).rejects.toMatchObject(BROKEN);
  });

  it('says nothing of what the taker failed with', async () => {
    const taker = new Taker();
    taker.onChunk = () => Promise.reject(new Error('with a prompt in it'));
    const error: unknown = await carry((_request, response) => response.end('x'), {}, taker).catch((e: unknown) => e);
    expect(error).toMatchObject(BROKEN);
    expect((error as Error).cause).toBeUndefined();
  });
});

describe('carryEvent, where nobody takes the answer any more', () => {
  const LOST = new Error('lost');

  it.each([
    ['before there is one', () => undefined],
    ['in its middle', (response: ServerResponse) => void response.write('half')],
  ])('closes the request for the application at once, %s', async (_what, answer) => {
    const taker = new Taker();
    const begun = Promise.withResolvers<ServerResponse>();
    const carrying = carry(
      (_request, response) => {
        answer(response);
        begun.resolve(response);
      },
      { method: 'POST', body: Buffer.from('{}') },
      taker,
    );
    const response = await begun.promise;
    const closed = once(response, 'close');
    taker.gone.abort(LOST);
    await expect(carrying).rejects.toBe(LOST);
    await closed;
    expect(response.writableFinished).toBe(false);
  });

  it('closes it also while a chunk is being taken', async () => {
    const taker = new Taker();
    taker.onChunk = async () => {
      taker.gone.abort(LOST);
      throw LOST;
    };
    const closed = Promise.withResolvers<boolean>();
    const carrying = carry(
      (_request, response) => {
        response.once('close', () => closed.resolve(response.writableFinished)).write('half');
      },
      {},
      taker,
    );
    await expect(carrying).rejects.toBe(LOST);
    expect(await closed.promise).toBe(false);
  });
});

describe('carryEvent, where the answer is taken slowly', () => {
  it('makes the application wait for its second chunk until the first was taken', async () => {
    const taker = new Taker();
    const took = Promise.withResolvers<void>();
    let written = 0;
    taker.onChunk = () => took.promise;
    const carrying = carry(
      (_request, response) => {
        const chunks = (function* () {
          for (; written < 100; written += 1) yield Buffer.alloc(100_000);
        })();
        Readable.from(chunks).pipe(response);
      },
      {},
      taker,
    );
    await untilQuiet(() => written);
    expect(written).toBeLessThan(10);
    took.resolve();
    await carrying;
    expect(written).toBe(100);
    expect(taker.bytes).toBe(10_000_000);
  });
});
