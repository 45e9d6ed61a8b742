import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ColdStarts, type Contestant } from '../../bench/cold-start/cold-starts.ts';
import { summarize } from '../../bench/cold-start/statistics.ts';

describe('summarize', () => {
  it('finds the middle and the outer tenths, between neighbours if need be', () => {
    expect(summarize([50, 10, 40, 20, 30])).toEqual({ n: 5, median: 30, p10: 14, p90: 46 });
  });

  it('takes one measurement for everything', () => {
    expect(summarize([7])).toEqual({ n: 1, median: 7, p10: 7, p90: 7 });
  });
});

describe('ColdStarts', () => {
  it('measures from the start of a process until it asks for work, the time of its imports included', async () => {
    await using starts = await ColdStarts.open();
    const quickMs = await starts.initMs(functionOf(''));
    const slowMs = await starts.initMs(functionOf('await new Promise((done) => setTimeout(done, 2_000));'));
    expect(quickMs).toBeGreaterThan(0);
    expect(slowMs).toBeGreaterThanOrEqual(2_000);
  });

  it('says why a function did not start', async () => {
    await using starts = await ColdStarts.open();
    await expect(starts.initMs(functionOf("throw new TypeError('no good');"))).rejects.toThrow(
      /^written did not start: .*"errorType":"TypeError"/,
    );
    await expect(starts.initMs(functionOf('process.exit(3);'))).rejects.toThrow(
      'written did not start: its process ended',
    );
  });
});

function functionOf(start: string): Contestant {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'index.mjs'), `${start}\nexport const handler = async () => 'done';\n`);
  return { name: 'written', folder, handler: 'index.handler', environment: {} };
}
