/**
 * Puts a run on record: its rounds into `bench/results/`, its table into `docs/performance.md`. A test holds the two
 * against each other.
 *
 * Usage: `node bench/publish.ts dist/bench/<time>.json`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { putTable, RESULTS_ON_RECORD, tableOf, type ResultsOnRecord } from './report/on-record.ts';

const DOCUMENT = new URL('../docs/performance.md', import.meta.url);

const [file] = process.argv.slice(2);
if (file === undefined) throw new TypeError('Which file?');
const text = readFileSync(file, 'utf8');
const results = JSON.parse(text) as ResultsOnRecord;
if (results.pace === 'quick') throw new TypeError('A quick look is nothing for the record');
writeFileSync(RESULTS_ON_RECORD, text);
writeFileSync(DOCUMENT, putTable(readFileSync(DOCUMENT, 'utf8'), tableOf(results)));
