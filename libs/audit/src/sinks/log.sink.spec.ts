import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { LogAuditSink, MAX_BUFFERED_LOG_BYTES } from './log.sink.js';
import { parseSpillLine } from './spill-line.js';

describe('LogAuditSink', () => {
  it('fails when the log is broken, and does not take the process down', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const sink = new LogAuditSink(broken);
    await expect(sink.start(STARTED)).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'unreachable' });
    await expect(sink.finish(FINISHED)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(sink.check()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('refuses lines when the log does not drain', async () => {
    const stalled = new Writable({ write: () => undefined });
    stalled.write(Buffer.alloc(MAX_BUFFERED_LOG_BYTES + 1));
    await expect(new LogAuditSink(stalled).finish(FINISHED)).rejects.toMatchObject({ reason: 'overloaded' });
  });

  it('writes one line per record, to be replayed', async () => {
    const output = new PassThrough();
    const sink = new LogAuditSink(output);
    await expect(sink.check()).resolves.toBeUndefined();
    await expect(Promise.all([sink.start(STARTED), sink.finish(FINISHED)])).resolves.toEqual(['stored', 'stored']);
    const lines = String(output.read()).trimEnd().split('\n');
    expect(lines.map(parseSpillLine)).toEqual([
      { phase: 'start', record: STARTED },
      { phase: 'finish', record: FINISHED },
    ]);
  });

  it('leaves the stream as it found it when closed', () => {
    const output = new PassThrough();
    new LogAuditSink(output).close();
    expect([output.listenerCount('error'), output.writable]).toEqual([0, true]);
  });
});
