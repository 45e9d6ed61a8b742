import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { AuditStoreError, type StoreFailure } from '../errors.js';
import { FINISHED } from '../testing/sample-records.js';
import { MAX_WAITING_ROWS, UsageCounter } from './usage-counter.js';
import type { UsageRow } from './usage-counts.js';

const patience = (): AbortSignal => AbortSignal.timeout(5_000);
/** What is said in the log. */
let said: MockInstance;
beforeEach(() => {
  said = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

/** A table that notes what is added, and fails as it is told to. */
function scriptedStore(script: (StoreFailure | 'hang')[] = []) {
  const added: [part: string, row: UsageRow][] = [];
  const add = async (part: string, row: UsageRow): Promise<void> => {
    const failure = script.shift();
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure) throw new AuditStoreError(failure);
    added.push([part, row]);
  };
  return { added, add: vi.fn(add) };
}

describe('UsageCounter', () => {
  it('adds up what ends together, and writes each row once', async () => {
    const store = scriptedStore();
    const counter = new UsageCounter(store, { shard: 3 });
    for (let count = 0; count < 5; count += 1) counter.onStored(FINISHED);
    counter.onStored({ ...FINISHED, tenant: 'red' });
    await counter.settled(patience());
    expect(store.add).toHaveBeenCalledTimes(2);
    const byTenant = new Map(store.added.map(([part, row]) => [row.tenant, { part, ...row }]));
    expect(byTenant.get('blue')).toMatchObject({ part: '2026-03-04#3', requests: 5, inputTokens: 55, errors: 0 });
    expect(byTenant.get('red')).toMatchObject({ part: '2026-03-04#3', requests: 1, inputTokens: 11 });
    expect(counter.lost).toBe(0);
  });

  it('has one write of a row under way, and adds up what comes in meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    const written: number[] = [];
    const add = async (_: string, { requests }: UsageRow): Promise<void> => {
      written.push(requests);
      if (written.length === 1) await gate.promise;
    };
    const counter = new UsageCounter({ add });
    counter.onStored(FINISHED);
    await vi.waitFor(() => expect(written).toEqual([1]));
    for (let count = 0; count < 100; count += 1) counter.onStored(FINISHED);
    await new Promise(setImmediate);
    expect(written).toEqual([1]);
    gate.resolve();
    await counter.settled(patience());
    expect(written).toEqual([1, 100]);
  });

  it('does not count what is no use of a model', async () => {
    const store = scriptedStore();
    const counter = new UsageCounter(store);
    const { modelId: _, ...status } = FINISHED;
    counter.onStored(status);
    await counter.settled(patience());
    expect(store.add).not.toHaveBeenCalled();
  });

  it('tries again what was throttled, which says that nothing was written', async () => {
    const store = scriptedStore(['throttled', 'throttled']);
    const counter = new UsageCounter(store);
    counter.onStored(FINISHED);
    await counter.settled(patience());
    expect([store.added.length, counter.lost]).toEqual([1, 0]);
  });

  it.each<StoreFailure>(['timeout', 'unreachable', 'store-fault', 'denied', 'table-missing'])(
    'never tries again what may have been written: %s',
    async (failure) => {
      const store = scriptedStore([failure]);
      const counter = new UsageCounter(store);
      counter.onStored(FINISHED);
      counter.onStored(FINISHED);
      await counter.settled(patience());
      expect(store.add).toHaveBeenCalledOnce();
      expect(counter.lost).toBe(2);
    },
  );

  it('gives a row up that is throttled for good, and goes on with the next', async () => {
    const store = scriptedStore(['throttled', 'throttled', 'throttled']);
    const counter = new UsageCounter(store);
    counter.onStored(FINISHED);
    await counter.settled(patience());
    counter.onStored(FINISHED);
    await counter.settled(patience());
    expect([store.added.length, counter.lost]).toEqual([1, 1]);
  });

  it('says that it loses counts once a minute, however many', async () => {
    let now = 0;
    const counter = new UsageCounter(scriptedStore(['denied', 'denied', 'denied']), { now: () => now });
    for (const [epochMs, lines] of [
      [0, 1],
      [59_999, 1],
      [60_000, 2],
    ] as const) {
      now = epochMs;
      counter.onStored(FINISHED);
      await counter.settled(patience());
      expect(said).toHaveBeenCalledTimes(lines);
    }
  });

  it('keeps nobody waiting for a table that hangs', async () => {
    const store = scriptedStore(['hang']);
    const counter = new UsageCounter(store);
    counter.onStored(FINISHED);
    await counter.settled(AbortSignal.timeout(20));
    expect(counter.lost).toBe(1);
    counter.onStored(FINISHED);
    await counter.settled(patience());
    expect(store.added).toHaveLength(1);
  });

  it('gives up at once where the time is over already', async () => {
    const counter = new UsageCounter(scriptedStore(['hang']));
    counter.onStored(FINISHED);
    await counter.settled(AbortSignal.abort());
    expect(counter.lost).toBe(1);
  });

  it('holds a bounded number of rows, and counts what it cannot hold', async () => {
    const store = scriptedStore();
    const counter = new UsageCounter(store);
    for (let row = 0; row < MAX_WAITING_ROWS + 10; row += 1) counter.onStored({ ...FINISHED, modelId: `m-${row}` });
    counter.onStored({ ...FINISHED, modelId: 'm-0' });
    await counter.settled(patience());
    expect([store.added.length, counter.lost]).toEqual([MAX_WAITING_ROWS, 10]);
  });
});
