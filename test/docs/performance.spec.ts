import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { putTable, RESULTS_ON_RECORD, tableOf, type ResultsOnRecord } from '../../bench/report/on-record.js';

const document = readFileSync('docs/performance.md', 'utf8');
const results = JSON.parse(readFileSync(RESULTS_ON_RECORD, 'utf8')) as ResultsOnRecord;

describe('docs/performance.md', () => {
  it('has the table of the run that is on record, and no other', () => {
    expect(putTable(document, tableOf(results))).toBe(document);
  });

  it('is about a whole run, not a quick look', () => {
    expect(results.pace).not.toBe('quick');
    const groups = new Set(results.quantities.map(({ group }) => group));
    expect([...groups].toSorted()).toEqual(['cold', 'growth', 'lambda', 'latency', 'memory', 'streamed', 'throughput']);
  });

  it('would be found out with another figure in it', () => {
    const [first, ...others] = results.quantities;
    const changed = { ...results, quantities: [{ ...first, title: 'another figure' }, ...others] };
    expect(putTable(document, tableOf(changed as ResultsOnRecord))).not.toBe(document);
  });
});
