import { Writable } from 'node:stream';
import type { StoredAuditRecord } from '@app/audit';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { writeExport } from './audit-export.js';

const { signal } = new AbortController();

/** A caller's side that takes nothing until it is told to. */
function openResponse() {
  const headers = new Map<string, unknown>();
  const chunks: Buffer[] = [];
  let isTaking = false;
  let waiting: () => void = () => undefined;
  const socket = new Writable({
    highWaterMark: 1_024,
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      if (isTaking) setImmediate(done);
      else waiting = done;
    },
  });
  const response = Object.assign(socket, { setHeader: (name: string, value: unknown) => headers.set(name, value) });
  return {
    response: response as unknown as Response,
    headers,
    chunks,
    takeAll: (): void => {
      isTaking = true;
      waiting();
    },
  };
}

/** Records of 1 kB, and how many of them were asked for. */
function countedRecords(count: number, failure?: Error) {
  const read = { count: 0 };
  const records = (async function* (): AsyncGenerator<StoredAuditRecord> {
    for (let place = 0; place < count; place += 1) {
      if (failure) throw failure;
      read.count += 1;
      yield await Promise.resolve({ requestId: `id-${place}`, timestamp: '2026-03-04', subject: 'x'.repeat(1_000) });
    }
  })();
  return { read, records };
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
};

describe('writeExport', () => {
  it('reads no further while the caller takes nothing', async () => {
    const { response, takeAll, chunks } = openResponse();
    const { records, read } = countedRecords(1_000);
    const written = writeExport(response, 'ndjson', records, signal);
    await turns(200);
    const whileWaiting = read.count;
    // One piece of 16 kB.
    expect(whileWaiting).toBe(16);
    await turns(200);
    expect(read.count).toBe(whileWaiting);
    takeAll();
    const bytes = await written;
    expect(read.count).toBe(1_000);
    expect(Buffer.concat(chunks)).toHaveLength(bytes);
  });

  it('says nothing before the first record was read', async () => {
    const { response, headers, chunks } = openResponse();
    const failure = new Error('down');
    const { records } = countedRecords(1, failure);
    await expect(writeExport(response, 'csv', records, signal)).rejects.toBe(failure);
    expect([headers.size, chunks.length]).toEqual([0, 0]);
  });

  it('stops reading when the caller goes away', async () => {
    const { response } = openResponse();
    const gone = new AbortController();
    const { records, read } = countedRecords(1_000);
    const written = writeExport(response, 'ndjson', records, gone.signal).catch((error: unknown) => error);
    await turns(100);
    gone.abort(new DOMException('gone', 'AbortError'));
    expect(await written).toMatchObject({ kind: 'client-gone' });
    expect(read.count).toBe(16);
  });
});
