import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FunctionProcess, type Contestant } from '../../bench/lambda/function-process.ts';

const ECHO = `export const handler = async ({ say }) => {
  if (say === undefined) throw new RangeError('nothing to say');
  return say;
};`;
const STREAMING = `export const handler = awslambda.streamifyResponse(async ({ breaks }, stream) => {
  stream.write('first');
  await new Promise((done) => setTimeout(done, 300));
  if (breaks) throw new RangeError('half way');
  stream.end('last');
});`;

describe('a function process', () => {
  it('measures from the start until it asks for work, the time of its imports included', async () => {
    await using quick = await FunctionProcess.start(functionOf(ECHO));
    await using slow = await FunctionProcess.start(
      functionOf(`await new Promise((done) => setTimeout(done, 2_000));\n${ECHO}`),
    );
    expect(quick.initMs).toBeGreaterThan(0);
    expect(slow.initMs).toBeGreaterThanOrEqual(2_000);
  });

  it('counts CPU time, which waiting takes none of', async () => {
    const busy = 'const end = performance.now() + 1_500; while (performance.now() < end);';
    await using waits = await FunctionProcess.start(
      functionOf(`await new Promise((done) => setTimeout(done, 1_500));\n${ECHO}`),
    );
    await using works = await FunctionProcess.start(functionOf(`${busy}\n${ECHO}`));
    // A busy machine gives it less in that time.
    expect(works.initCpuMs - waits.initCpuMs).toBeGreaterThan(100);
    expect(waits.initCpuMs).toBeGreaterThan(0);
  });

  it('says why a function did not start', async () => {
    await expect(FunctionProcess.start(functionOf("throw new TypeError('no good');"))).rejects.toThrow(
      /^written did not start: .*"errorType":"TypeError"/,
    );
    await expect(FunctionProcess.start(functionOf('process.exit(3);'))).rejects.toThrow(
      'written did not start: its process ended',
    );
  });

  it('answers one invocation after another, and says how long each took', async () => {
    await using started = await FunctionProcess.start(functionOf(STREAMING));
    for (let time = 0; time < 2; time += 1) {
      const { body, firstByteMs, wholeMs } = await started.invoke('{}');
      expect(body.toString()).toBe('firstlast');
      expect(wholeMs - firstByteMs).toBeGreaterThan(200);
      expect(firstByteMs).toBeGreaterThan(0);
    }
  });

  it('reports what failed, before an answer, in the middle of one, or with the whole process', async () => {
    await using whole = await FunctionProcess.start(functionOf(ECHO));
    await expect(whole.invoke('{}')).rejects.toThrow('nothing to say');
    await using streaming = await FunctionProcess.start(functionOf(STREAMING));
    await expect(streaming.invoke('{"breaks":true}')).rejects.toThrow('RangeError');
    await using dying = await FunctionProcess.start(functionOf('export const handler = () => process.exit(3);'));
    await expect(dying.invoke('{}')).rejects.toThrow('its process ended');
  });
});

function functionOf(source: string): Contestant {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'index.mjs'), `${source}\n`);
  return { name: 'written', folder, handler: 'index.handler', environment: {} };
}
