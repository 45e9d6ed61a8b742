import { AuditStoreError } from '@app/audit';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoredTraffic } from './stored-traffic.js';
import type { TrafficNews } from './traffic-news.js';

const FIRST = {
  version: 1,
  order: ['internet', 'vpn'],
  weights: { internet: 90, vpn: 10 },
  changedAt: '2026-01-02T03:04:05.678Z',
  changedBy: 'alice',
} as const;
const SECOND = { ...FIRST, version: 2, weights: { internet: 0, vpn: 100 } } as const;

let nowEpochMs: number;
let news: TrafficNews[];
let reads: PromiseWithResolvers<unknown>[];
let signals: AbortSignal[];
let isClosed: boolean;
let traffic: StoredTraffic;

beforeEach(() => {
  [nowEpochMs, news, reads, signals, isClosed] = [1_000_000, [], [], [], false];
  const source = {
    read: (signal: AbortSignal) => {
      const read = Promise.withResolvers<unknown>();
      reads.push(read);
      signals.push(signal);
      return read.promise;
    },
    close: () => {
      isClosed = true;
    },
  };
  traffic = new StoredTraffic(source, { onNews: (item) => void news.push(item), now: () => nowEpochMs });
});

/** Uses the split, and answers the read that this begins. */
async function use(answer: unknown): Promise<void> {
  const before = reads.length;
  void traffic.split;
  if (reads.length === before) throw new Error('Nothing is read');
  if (answer instanceof Error) reads.at(-1)?.reject(answer);
  else reads.at(-1)?.resolve(answer);
  await traffic.settled();
}

describe('StoredTraffic', () => {
  it('has nothing to say before it has read, and makes nobody wait for that', async () => {
    expect(traffic.split).toBeUndefined();
    expect(reads).toHaveLength(1);
    reads[0]?.resolve(FIRST);
    await traffic.settled();

    expect(traffic.split).toEqual(FIRST);
    expect(traffic.readAtEpochMs).toBe(1_000_000);
    expect(news).toEqual([{ event: 'traffic-changed', version: 1, internet: 90, vpn: 10 }]);
  });

  it('reads once for all who use it at the same time, and not again for five seconds', async () => {
    for (let request = 0; request < 100; request += 1) void traffic.split;
    nowEpochMs += 60_000;
    void traffic.split;
    expect(reads).toHaveLength(1);
    reads[0]?.resolve(FIRST);
    await traffic.settled();

    await use(FIRST);
    nowEpochMs += 4_999;
    void traffic.split;
    expect(reads).toHaveLength(2);
    nowEpochMs += 1;
    void traffic.split;
    expect(reads).toHaveLength(3);
  });

  it('reads nothing while nobody uses it', () => {
    nowEpochMs += 3_600_000;
    expect(traffic.setting).toBeUndefined();
    expect(reads).toEqual([]);
  });

  it('serves what it has while it reads anew', async () => {
    await use(FIRST);
    nowEpochMs += 5_000;
    expect(traffic.split).toEqual(FIRST);
    reads[1]?.resolve(SECOND);
    await traffic.settled();

    expect(traffic.split).toEqual(SECOND);
    expect(news.at(-1)).toEqual({ event: 'traffic-changed', version: 2, internet: 0, vpn: 100 });
  });

  it('goes back to the configured order when the setting is taken away', async () => {
    await use(FIRST);
    nowEpochMs += 5_000;
    await use(undefined);

    expect(traffic.split).toBeUndefined();
    expect(traffic.readAtEpochMs).toBe(1_005_000);
    expect(news.at(-1)).toEqual({ event: 'traffic-changed' });
  });

  it('keeps what it read last while the store fails, and says so once', async () => {
    await use(FIRST);
    for (let read = 0; read < 3; read += 1) {
      nowEpochMs += 5_000;
      await use(new AuditStoreError('unreachable'));
    }

    expect(traffic.split).toEqual(FIRST);
    expect(traffic.readAtEpochMs).toBe(1_000_000);
    expect(news.slice(1)).toEqual([{ event: 'traffic-unreadable', code: 'AUDIT_STORE_FAILED', reason: 'unreachable' }]);
  });

  it.each([
    [{ ...SECOND, weights: { internet: 0, vpn: 99 } }],
    [{ ...SECOND, order: ['vpn'] }],
    [{}],
    ['vpn=100'],
    [null],
  ])('leaves %j alone, which is no setting, and says so once', async (stored) => {
    await use(FIRST);
    for (let read = 0; read < 3; read += 1) {
      nowEpochMs += 5_000;
      await use(stored);
    }

    expect(traffic.split).toEqual(FIRST);
    expect(traffic.readAtEpochMs).toBe(1_000_000);
    expect(news.slice(1)).toEqual([{ event: 'traffic-invalid' }]);
  });

  it('says again what is wrong when something else was wrong, or nothing, in between', async () => {
    const answers = [{}, new AuditStoreError('timeout'), new AuditStoreError('denied'), {}, FIRST, {}];
    for (const answer of answers) {
      await use(answer);
      nowEpochMs += 5_000;
    }

    expect(news.map((item) => ('reason' in item ? item.reason : item.event))).toEqual([
      'traffic-invalid',
      'timeout',
      'denied',
      'traffic-invalid',
      'traffic-changed',
      'traffic-invalid',
    ]);
  });

  it('tells no text of an error that is not ours', async () => {
    await use(new TypeError('a secret'));

    expect(news).toEqual([expect.objectContaining({ event: 'traffic-unreadable', error: 'TypeError' })]);
    expect(JSON.stringify(news)).not.toContain('a secret');
  });

  it('reads anew when the clock was set back', async () => {
    await use(FIRST);
    nowEpochMs -= 1;
    await use(SECOND);

    expect(traffic.setting).toEqual(SECOND);
  });

  it('reads no more once it is closed, and complains of nothing then', async () => {
    void traffic.split;
    traffic.close();
    expect(signals[0]?.aborted).toBe(true);
    reads[0]?.reject(new Error('aborted'));
    await traffic.settled();
    nowEpochMs += 5_000;
    void traffic.split;

    expect([isClosed, reads.length, news]).toEqual([true, 1, []]);
  });
});
