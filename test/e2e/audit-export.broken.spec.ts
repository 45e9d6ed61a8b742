import { AuditQueries, AuditUnreadableError, type StoredAuditRecord } from '@app/audit';
import { describe, expect, it, vi } from 'vitest';
import { get } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();

/** As many records as one likes; then the store fails, if it is to. */
async function* recordsOf(count: number, failure?: Promise<Error>): AsyncGenerator<StoredAuditRecord> {
  for (let place = 0; place < count; place += 1) {
    yield await Promise.resolve({
      requestId: `id-${place}`,
      timestamp: '2026-03-04T05:06:07.089Z',
      subject: 'x'.repeat(900),
    });
  }
  if (failure) throw await failure;
}

describe('an export while the store fails', () => {
  it('breaks off, so that nobody takes what came for all there is, and is on record as that', async () => {
    const queries = system.app.get(AuditQueries, { strict: false });
    const { promise: failure, resolve: fail } = Promise.withResolvers<Error>();
    vi.spyOn(queries, 'all').mockImplementationOnce(() => recordsOf(40, failure));
    const response = await get(system, '/v1/audit/export');
    expect(response.status).toBe(200);
    fail(new AuditUnreadableError('timeout'));
    await expect(response.text()).rejects.toThrow(TypeError);
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'ExportAuditRecords',
      success: false,
      errorType: 'AuditUnavailableException',
    });
  });

  it('reads no further once the caller has gone', async () => {
    const queries = system.app.get(AuditQueries, { strict: false });
    let taken = 0;
    vi.spyOn(queries, 'all').mockImplementationOnce(async function* () {
      for await (const record of recordsOf(Infinity)) {
        taken += 1;
        yield record;
      }
    });
    const response = await get(system, '/v1/audit/export');
    await response.body?.cancel();
    expect(await system.recordOf(response)).toMatchObject({ outcome: 'client-gone', statusCode: 499 });
    const whenGone = taken;
    await new Promise(setImmediate);
    expect(taken).toBe(whenGone);
  });
});
