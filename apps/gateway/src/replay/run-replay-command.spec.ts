import { Readable } from 'node:stream';
import { AuditStoreError, MemoryAuditSink } from '@app/audit';
import { describe, expect, it, vi } from 'vitest';
import { loadReplayConfig } from '../config/gateway-config.js';
import type { ReplayUsage } from './replay-usage.js';
import { runReplayCommand } from './run-replay-command.js';

const record = (outcome: string) => ({ requestId: 'request-1', timestamp: '2026-03-04T05:06:07.089Z', outcome });
const START = JSON.stringify({ marker: 'audit.spill', phase: 'start', record: record('started') });
const FINISH = JSON.stringify({ marker: 'audit.spill', phase: 'finish', record: record('complete') });

/** A log whose content must not be repeated. */
const CUT = `sesame ${START.slice(0, 60)}`;

async function run(
  args: readonly string[],
  log: string | Iterable<Buffer> = '',
  sink = new MemoryAuditSink(),
  { env = {}, usage }: { readonly env?: Record<string, string>; readonly usage?: ReplayUsage } = {},
) {
  const written = { out: '', error: '', opened: [] as string[] };
  const close = vi.spyOn(sink, 'close').mockReturnValue();
  const exitCode = await runReplayCommand(args, {
    loadConfig: () => loadReplayConfig(env),
    openSink: () => sink,
    openUsage: () => usage,
    openLog: (path) => {
      written.opened.push(path);
      return Readable.from(typeof log === 'string' ? [Buffer.from(log)] : log);
    },
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written, isClosed: close.mock.calls.length > 0 };
}

describe('the replay command, given something wrong', () => {
  it.each([
    ['takes one FILE, or - for the standard input', []],
    ['takes one FILE, or - for the standard input', ['']],
    ['takes one FILE, or - for the standard input', ['sesame.log', 'sesame.log']],
    ['takes no option but --help', ['--sesame']],
    ['takes no option but --help', ['-f', 'sesame.log']],
  ])('says "%s" in one line', async (line, args) => {
    expect(await run(args)).toMatchObject({ exitCode: 2, out: '', error: `audit-replay: ${line}\n`, opened: [] });
  });

  it('names what is wrong with the environment, and opens nothing', async () => {
    expect(
      await run(['x.log'], START, new MemoryAuditSink(), { env: { GATEWAY_AUDIT_TABEL: 'sesame' } }),
    ).toMatchObject({
      exitCode: 2,
      out: '',
      error: 'audit-replay: The configuration is not valid: GATEWAY_AUDIT_TABEL is not a variable of the replay\n',
      opened: [],
    });
  });

  it('says how far it came with a log that breaks off, and lets go of the table', async () => {
    const sink = new MemoryAuditSink();
    const broken = (function* () {
      yield Buffer.from(`${FINISH}\n`);
      throw Object.assign(new Error('sesame'), { code: 'EIO' });
    })();
    const { exitCode, out, error, isClosed } = await run(['x.log'], broken, sink);
    expect([exitCode, error, isClosed]).toEqual([2, 'audit-replay: The log cannot be read: EIO\n', true]);
    expect(out).toMatch(/^stored +1$/m);
  });

  it('names lines that cannot be read by their number alone', async () => {
    const { exitCode, out, error } = await run(['x.log'], `listening\n${CUT}\n${FINISH}\n`);
    expect(exitCode).toBe(1);
    expect(error).toBe('audit-replay: line 2: marked audit.spill, but cannot be read\n');
    expect(out).toMatch(/^stored +1$/m);
    expect(out).toMatch(/^unreadable +1$/m);
    expect(`${out}${error}`).not.toContain('sesame');
  });

  it('names lines that the table will never take, and goes on', async () => {
    const sink = new MemoryAuditSink();
    vi.spyOn(sink, 'start').mockRejectedValue(new AuditStoreError('rejected'));
    const { exitCode, out, error } = await run(['x.log'], `${START}\n${FINISH}\n`, sink);
    expect([exitCode, error]).toEqual([1, 'audit-replay: line 1: the table did not take it (rejected)\n']);
    expect(out).toMatch(/^stored +1$/m);
    expect(out).toMatch(/^rejected by the table +1$/m);
  });

  it('stops where the table is not to be had, and says what to do', async () => {
    vi.useFakeTimers();
    const sink = new MemoryAuditSink();
    vi.spyOn(sink, 'finish').mockRejectedValue(new AuditStoreError('unreachable'));
    const running = run(['x.log'], `${FINISH}\n`, sink);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    const { exitCode, error } = await running;
    expect([exitCode, error]).toEqual([
      1,
      'audit-replay: line 1: the table did not take it (unreachable)\n' +
        'audit-replay: stopped; lines behind these were not looked at: run it again\n',
    ]);
  });

  it('does not dress up a defect', async () => {
    const around = {
      loadConfig: () => loadReplayConfig({}),
      openUsage: () => undefined,
      writeOut: () => {},
      writeError: () => {},
    };
    const openSink = (): never => {
      throw new RangeError('defect');
    };
    const openLog = (): Readable => Readable.from([]);
    await expect(runReplayCommand(['x.log'], { ...around, openSink, openLog })).rejects.toThrow(RangeError);
  });
});

describe('the replay command, with counters', () => {
  it('counts what it has put back, and nothing else', async () => {
    const onStored = vi.fn<ReplayUsage['onStored']>();
    const usage: ReplayUsage = { onStored, end: () => Promise.resolve(0) };
    const { exitCode, error } = await run(['-'], `${START}\n${FINISH}\n${FINISH}\n`, new MemoryAuditSink(), { usage });
    expect([exitCode, error]).toEqual([0, '']);
    expect(onStored).toHaveBeenCalledExactlyOnceWith(record('complete'));
  });

  it('says how many it could not count, and that they are in the table', async () => {
    const usage: ReplayUsage = { onStored: () => undefined, end: () => Promise.resolve(3) };
    const { exitCode, error } = await run(['-'], FINISH, new MemoryAuditSink(), { usage });
    expect(exitCode).toBe(0);
    expect(error).toBe('audit-replay: 3 stored records are not counted: count their days again\n');
  });
});

describe('the replay command', () => {
  it.each(['--help', '-h'])('explains itself without looking at the environment (%s)', async (flag) => {
    const { exitCode, out, error } = await run([flag], '', new MemoryAuditSink(), { env: { GATEWAY_AUDIT_TABLE: '' } });
    expect([exitCode, error]).toEqual([0, '']);
    expect(out).toContain('npm run audit:replay -- FILE');
    expect(out).toMatch(/^Exit codes: 0: .* 1: .* 2: /ms);
  });

  it('puts in what a log holds, and counts', async () => {
    const sink = new MemoryAuditSink();
    const { exitCode, out, error, opened, isClosed } = await run(['-'], `${FINISH}\nlistening\n${START}\n`, sink);
    expect([exitCode, error, opened, isClosed]).toEqual([0, '', ['-'], true]);
    expect(out).toBe(
      'lines read            3\n' +
        'stored                1\n' +
        'there already         1\n' +
        'unreadable            0\n' +
        'rejected by the table 0\n' +
        'not taken this time   0\n',
    );
    expect(sink.records).toEqual([record('complete')]);
  });

  it('says how far it has come with a long log', async () => {
    const { error } = await run(['x.log'], `${FINISH}\n${'line\n'.repeat(199_999)}`);
    expect(error).toBe('audit-replay: 100000 lines read, 1 stored\naudit-replay: 200000 lines read, 1 stored\n');
  });
});
