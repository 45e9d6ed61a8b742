import { describe, expect, it, vi } from 'vitest';
import { FINISHED, OPENED_AT_EPOCH_MS, OPENING, REQUEST_ID, STARTED } from './testing/sample-records.js';
import { AuditEntry } from './audit-entry.js';
import type { AuditOpening, FinishedAuditRecord, StartedAuditRecord } from './audit-record.js';
import { FinishedRecords } from './finished-records.js';

const { signal } = new AbortController();

function openEntry(opening: AuditOpening = OPENING, timesEpochMs = [OPENED_AT_EPOCH_MS, OPENED_AT_EPOCH_MS + 1_500]) {
  const writer = {
    start: vi.fn<(record: StartedAuditRecord, signal: AbortSignal) => Promise<void>>(() => Promise.resolve()),
    finish: vi.fn<(record: FinishedAuditRecord) => void>(),
  };
  const now = (): number => timesEpochMs.shift() ?? Number.NaN;
  return {
    writer,
    entry: new AuditEntry(opening, {
      writer,
      finishedRecords: new FinishedRecords(),
      now,
      ttlDays: 30,
      gatewayVersion: '1.2.3',
    }),
  };
}

describe('AuditEntry.begin', () => {
  it('starts the record with nothing in it that is not known yet', async () => {
    const { entry, writer } = openEntry();
    await entry.begin(signal);
    expect(writer.start).toHaveBeenCalledExactlyOnceWith(STARTED, signal);
  });

  it('has the facts that were known on opening or noted before', async () => {
    const { entry, writer } = openEntry({ ...OPENING, tenant: 'blue', requestSize: 120 });
    entry.note({ modelId: 'amazon.nova-premier-v1:0', dataClassification: undefined });
    await entry.begin(signal);
    expect(writer.start.mock.calls[0]?.[0]).toEqual({
      ...STARTED,
      tenant: 'blue',
      requestSize: 120,
      modelId: 'amazon.nova-premier-v1:0',
    });
  });

  it('writes once however often it is called, and every call waits for that write', async () => {
    const { entry, writer } = openEntry();
    const { promise, reject } = Promise.withResolvers<void>();
    writer.start.mockReturnValue(promise);
    const calls = Promise.allSettled([entry.begin(signal), entry.begin(signal)]);
    reject(new Error('store is down'));
    expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(writer.start).toHaveBeenCalledOnce();
  });

  it('lets nothing be sent that the finished record would miss', async () => {
    const { entry, writer } = openEntry();
    entry.finish({ outcome: 'client-gone', statusCode: 499 });
    await expect(entry.begin(signal)).rejects.toMatchObject({ code: 'AUDIT_ENTRY_CLOSED' });
    expect(writer.start).not.toHaveBeenCalled();
  });

  it.each([
    ['the write lands', (write: PromiseWithResolvers<void>) => write.resolve()],
    ['the write fails', (write: PromiseWithResolvers<void>) => write.reject(new Error('key-taken'))],
  ])('lets nothing be sent when the record was finished meanwhile and %s', async (_, end) => {
    const { entry, writer } = openEntry();
    const write = Promise.withResolvers<void>();
    writer.start.mockReturnValue(write.promise);
    const begun = entry.begin(signal);
    entry.finish({ outcome: 'client-gone', statusCode: 499 });
    end(write);
    await expect(begun).rejects.toMatchObject({ code: 'AUDIT_ENTRY_CLOSED' });
  });
});

describe('AuditEntry.finish', () => {
  it('writes the whole record under the key that it was opened with', () => {
    const { entry, writer } = openEntry({ ...OPENING, userArn: FINISHED.userArn ?? '', clientRequestId: 'mine-1' });
    entry.note({ ...FINISHED, responseSize: 1 });
    entry.finish({ outcome: 'complete', statusCode: 200, responseSize: 3_400 });
    expect(writer.finish).toHaveBeenCalledOnce();
    // Who called is told on opening only: a note does not change it.
    const { tenant: _tenant, tokenId: _tokenId, ...expected } = FINISHED;
    expect(writer.finish.mock.calls[0]?.[0]).toEqual(expected);
    expect([entry.requestId, entry.openedAtEpochMs]).toEqual([REQUEST_ID, Date.parse('2026-03-04T05:06:07.089Z')]);
  });

  it('takes the first ending and ignores what comes later', () => {
    const { entry, writer } = openEntry();
    entry.finish({ outcome: 'partial', statusCode: 200, errorType: 'ModelStreamErrorException' });
    entry.note({ errorType: 'TooLate' });
    entry.finish({ outcome: 'complete', statusCode: 200 });
    expect(writer.finish).toHaveBeenCalledOnce();
    expect(writer.finish.mock.calls[0]?.[0]).toMatchObject({
      outcome: 'partial',
      errorType: 'ModelStreamErrorException',
    });
  });

  it.each([
    ['complete', 200, true],
    ['complete', 399, true],
    ['complete', 400, false],
    ['partial', 200, false],
    ['client-gone', 499, false],
    ['failed', 503, false],
    ['refused', 403, false],
  ] as const)('calls outcome %s with status %d a success: %s', (outcome, statusCode, success) => {
    const { entry, writer } = openEntry();
    entry.finish({ outcome, statusCode });
    expect(writer.finish.mock.calls[0]?.[0]).toMatchObject({ outcome, statusCode, success, responseSize: 0 });
  });

  it('never reports a negative latency, though the clock was set back', () => {
    const { entry, writer } = openEntry(OPENING, [OPENED_AT_EPOCH_MS, OPENED_AT_EPOCH_MS - 60_000]);
    entry.finish({ outcome: 'complete', statusCode: 200 });
    expect(writer.finish.mock.calls[0]?.[0].latency).toBe(0);
  });

  it('takes no identity, time or version from a careless opening', () => {
    const forged = {
      ...OPENING,
      ttl: 1,
      timestamp: 'never',
      gatewayVersion: '0',
      sourcePartition: 'aws',
      outcome: 'complete',
    };
    const { entry, writer } = openEntry(forged);
    entry.finish({ outcome: 'refused', statusCode: 403 });
    expect(writer.finish.mock.calls[0]?.[0]).toMatchObject({
      ttl: 1_775_192_767,
      timestamp: '2026-03-04T05:06:07.089Z',
      gatewayVersion: '1.2.3',
      sourcePartition: 'govcloud',
      outcome: 'refused',
    });
  });
});
