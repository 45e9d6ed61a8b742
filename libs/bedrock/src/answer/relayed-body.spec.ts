import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endless, recorded } from '../testing/relayed-chunks.js';
import { ReplyTap } from '../usage/reply-tap.js';
import { RelayedBody } from './relayed-body.js';

const tap = new ReplyTap('headers', {});
const { signal } = new AbortController();
const onClose = (): void => undefined;

describe('RelayedBody', () => {
  it('closes at once when it is destroyed while it waits for a chunk, and ends its source', async () => {
    const end = new AbortController();
    const closings: string[] = [];
    const close = (): void => {
      closings.push('closed');
      end.abort();
    };
    const body = new RelayedBody({ chunks: endless(end.signal), tap, signal, onClose: close });
    body.read();
    body.destroy();
    await once(body, 'close');
    expect(closings).toEqual(['closed']);
    expect(body.errored).toBeNull();
  });

  it('ends its source when it is destroyed while its reader is behind', async () => {
    const { chunks, taken } = recorded(['a', 'b', 'c']);
    const body = new RelayedBody({ chunks, tap, signal, onClose });
    await once(body, 'readable');
    body.destroy(new Error('enough'));
    await expect.poll(() => taken.at(-1)).toBe('end');
  });

  it('ends its source when a reader leaves early', async () => {
    const { chunks, taken } = recorded(Array.from({ length: 100 }, () => 'x'.repeat(100_000)));
    for await (const _ of new RelayedBody({ chunks, tap, signal, onClose })) break;
    await expect.poll(() => taken.at(-1)).toBe('end');
    expect(taken.length).toBeLessThan(10);
  });

  it('asks for no more than a reader takes', async () => {
    const { chunks, taken } = recorded(Array.from({ length: 100 }, () => 'x'.repeat(100_000)));
    const body = new RelayedBody({ chunks, tap, signal, onClose });
    body.read();
    for (let round = 0; round < 200; round += 1) await new Promise(setImmediate);
    expect(taken).toEqual(['1']);
    body.destroy();
  });

  it('is over once, however it ends', async () => {
    let closings = 0;
    const body = new RelayedBody({ chunks: recorded(['a']).chunks, tap, signal, onClose: () => (closings += 1) });
    await body.toArray();
    body.destroy();
    expect(closings).toBe(1);
  });
});
