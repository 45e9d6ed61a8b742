import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Contestant } from '../../bench/contestants/contestant.ts';
import { startListening } from '../../bench/ground/listening-program.ts';
import { putLoad, RequestsFailed } from '../../bench/ground/load.ts';
import { leaveCpuToContestants, warnAbout, type Machine } from '../../bench/ground/machine.ts';
import { cpuMsOf, ProcessEnded, residentMbOf } from '../../bench/ground/proc.ts';
import { converseBodyOf, RequestFiles } from '../../bench/ground/request-files.ts';
import { CannotMeasure } from '../../bench/plan.ts';

const QUIET: Machine = { node: 'v24', cpus: 2, cpu: 'any', loadBefore: 0.5 };

describe('the machine', () => {
  it('has to have a CPU for the contestants and one for all else', () => {
    expect(() => leaveCpuToContestants({ ...QUIET, cpus: 1 })).toThrow(CannotMeasure);
    expect(() => leaveCpuToContestants({ ...QUIET, cpus: 1 })).toThrow('Two CPUs are needed');
  });

  it('is warned about if it was busy before', () => {
    expect(warnAbout({ ...QUIET, loadBefore: 0.51 })).toMatch(/^WARNING: the machine was busy before \(load 0\.51/);
    expect(warnAbout(QUIET)).toBeUndefined();
  });
});

describe.skipIf(!existsSync('/proc/self/schedstat'))('what the system tells of a process', () => {
  it('is nothing if it is gone', async () => {
    const child = spawn(process.execPath, ['--eval', '0']);
    await once(child, 'exit');
    expect(() => cpuMsOf(Number(child.pid))).toThrow(ProcessEnded);
    expect(() => residentMbOf(Number(child.pid))).toThrow(`Process ${child.pid} has ended`);
  });

  it('is the CPU time of all of it, and the memory that it holds', async () => {
    // A process of its own: here, what other tests leave behind is collected meanwhile.
    await using holder = await startListening(process.execPath, ['--eval', HOLDS_AND_LISTENS], 20_000);
    expect(cpuMsOf(holder.pid)).toBeGreaterThanOrEqual(145);
    expect(residentMbOf(holder.pid)).toBeGreaterThan(200);
  });
});

/** Uses up 150 ms of CPU, and holds 200 MB, before it says that it listens. Without them, Node has about 50 of each. */
const HOLDS_AND_LISTENS = `
  while (process.cpuUsage().user < 150_000);
  globalThis.held = Buffer.alloc(200_000_000, 1);
  console.log('{"port":1}');
  setInterval(() => held, 60_000);
`;

describe('putLoad', () => {
  const load = { connections: 1, seconds: 1 };

  it.each([
    ['a request failed', 9, 1, 'ours: 1 requests failed (no reason), 9 were answered'],
    ['nothing was answered, however long it takes', 0, 0, 'ours: nothing was answered in 16 s'],
  ])('fails if %s', async (_what, requests, failures, message) => {
    const program = scriptOf(`echo '${JSON.stringify({ requests, failures })}'`);
    const failed = putLoad(program, 'ours', { port: 1, requestsFile: 'none' }, load);
    await expect(failed).rejects.toThrow(RequestsFailed);
    await expect(failed).rejects.toThrow(message);
  });

  it('tells the program what to do, and returns what it found', async () => {
    const program = scriptOf(`echo '{"requests":2,"failures":0,"words":"'$*'"}'`);
    const target = { port: 4_711, requestsFile: '/tmp/some' };
    const words = '--port 4711 --requests /tmp/some --connections 1 --seconds 1 --max-requests 5';
    expect(await putLoad(program, 'ours', target, { ...load, maxRequests: 5 })).toEqual({
      requests: 2,
      failures: 0,
      words,
    });
  });
});

describe('startListening', () => {
  it('fails if the program ends before it listens, and if it says nothing in time', async () => {
    await expect(startListening(scriptOf('exit 3'), [], 5_000)).rejects.toThrow('ended before it listened, with 3');
    await expect(startListening(scriptOf('exec sleep 60'), [], 50)).rejects.toThrow('aborted');
  });

  it('ends the program when it is disposed of', async () => {
    const program = await startListening(scriptOf(`echo '{"port":80}'; exec sleep 60`), [], 5_000);
    expect(program.port).toBe(80);
    await program[Symbol.asyncDispose]();
    expect(existsSync(`/proc/${program.pid}`)).toBe(false);
  });
});

describe('RequestFiles', () => {
  const contestant: Contestant = {
    name: 'any',
    port: 1,
    pid: 1,
    requestTo: (kind, body, caller) => Buffer.from(`${kind} ${body.length} of ${caller}\n`),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  it('has a request of each caller, beginning with any of them, and leaves nothing behind', async () => {
    const files = new RequestFiles();
    const file = await files.fileFor(contestant, { kind: 'converse', bodyBytes: 100, callers: 3, firstCaller: 2 });
    expect(readFileSync(file, 'utf8')).toBe('converse 100 of 2\nconverse 100 of 0\nconverse 100 of 1\n');
    files[Symbol.dispose]();
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('writes the same once', async () => {
    using files = new RequestFiles();
    const ask = { kind: 'converse-stream', bodyBytes: 60 } as const;
    expect(await files.fileFor(contestant, ask)).toBe(await files.fileFor(contestant, { ...ask }));
  });
});

describe('converseBodyOf', () => {
  it.each([1_000, 5_000_000])('has exactly %i bytes', (bytes) => {
    expect(converseBodyOf(bytes)).toHaveLength(bytes);
  });

  it('is a question to a model, even if that takes more', () => {
    expect(converseBodyOf(0).toString()).toBe('{"messages":[{"role":"user","content":[{"text":""}]}]}');
    expect(converseBodyOf(57).toString()).toBe('{"messages":[{"role":"user","content":[{"text":"aaa"}]}]}');
  });
});

/** A program of the shell's, as it is called by its path. */
function scriptOf(commands: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'script-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program');
  writeFileSync(file, `#!/bin/sh\n${commands}\n`);
  chmodSync(file, 0o755);
  return file;
}
