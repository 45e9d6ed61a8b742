import { describe, expect, it } from 'vitest';
import { printSpillLine } from '../sinks/spill-line.js';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { findSpilled } from './find-spilled.js';

const START = printSpillLine('start', STARTED).trimEnd();
const FINISH = printSpillLine('finish', FINISHED).trimEnd();
const BOTH = [
  { phase: 'start', record: STARTED },
  { phase: 'finish', record: FINISHED },
];

const find = (line: string): unknown[] => [...findSpilled(line)];

/** A line as it stands within a string of JSON, without the quotes around it. */
const escaped = (line: string): string => JSON.stringify(line).slice(1, -1);

describe('findSpilled, where no record can be read', () => {
  it.each([
    ['a line of the gateway', '{"level":"info","message":"listening","url":"http://127.0.0.1:3000"}'],
    ['an empty line', ''],
    ['a metric filter’s pattern', 'filter "audit.spill"'],
    ['another marker', START.replace('"audit.spill"', '"audit.other"')],
  ])('passes over %s', (_, line) => {
    expect(find(line)).toEqual([]);
  });

  it.each([
    ['a record that was cut', FINISH.slice(0, 200)],
    ['a record that was cut within its marker’s line', START.slice(0, 26)],
    ['a record that is no JSON any more', START.replace('"requestSize":0', '"requestSize":')],
    ['a record without key', '{"marker":"audit.spill","phase":"start","record":{"outcome":"started"}}'],
    ['a phase that does not exist', START.replace('"start"', '"erase"')],
    ['an object that was spread over lines', '  "marker": "audit.spill",'],
    ['a cell of a table', `"2026-03-04","${START.replaceAll('"', '""')}"`],
    ['quotes as code points', START.replaceAll('"', String.raw`\u0022`)],
    ['a record longer than any log takes', START.replace('app-one', 'x'.repeat(1_048_576))],
    ['a message that was cut', `"message": "${escaped(START).slice(0, 120)}`],
    ['a message that was cut and closed', `"message": "${escaped(START).slice(0, 120)}"`],
    ['a message with an escape that does not exist', `"message": "${escaped(START).slice(0, 120)}\\q"`],
  ])('reports %s', (_, line) => {
    expect(find(line)).toEqual(['unreadable']);
  });

  it('takes no record out of a field that a caller may have chosen', () => {
    const subject = START.replace('app-one', 'somebody');
    expect(find(JSON.stringify({ level: 'warn', subject }))).toEqual(['unreadable']);
    expect(find(printSpillLine('start', { ...STARTED, subject }))).toEqual([
      { phase: 'start', record: { ...STARTED, subject } },
    ]);
  });

  it('takes the end of a later record for none of one that was cut', () => {
    expect(find(`${START.replace('"attempts":[]', '"attempts":{')}${FINISH}}}`)).toEqual(['unreadable', BOTH[1]]);
  });

  it('loses nothing of what stands behind a record that was cut', () => {
    expect(find(`${FINISH.slice(0, 60)}${START}`)).toEqual(['unreadable', BOTH[0]]);
    expect(find(`${START.slice(0, 31)}${FINISH}\t${START.slice(0, 80)}`)).toEqual([
      'unreadable',
      BOTH[1],
      'unreadable',
    ]);
  });
});

describe('findSpilled', () => {
  it.each([
    ['as they were printed', `${START}${FINISH}`],
    ['behind a collector’s timestamp', `2026-03-04T05:06:07.089Z ${START} ${FINISH}`],
    ['between tabs', `${START}\t${FINISH}\tEND RequestId: 1`],
    ['with blanks, as Python writes JSON', `${START}${FINISH}`.replaceAll(':"', ': "').replaceAll(',"', ', "')],
    ['in a list', JSON.stringify([`${START}\n`, `${FINISH}\n`])],
    ['as messages', JSON.stringify({ events: [{ message: START }, { timestamp: 1, message: `x ${FINISH}\n` }] })],
    ['as messages, a blank behind each colon', `{"message": "${escaped(START)}", "@message": "${escaped(FINISH)}"}`],
    ['in one message', JSON.stringify({ message: `${START}\n${FINISH}\n` })],
    ['in a message of a message', JSON.stringify({ message: JSON.stringify({ message: `${START}\n${FINISH}` }) })],
  ])('reads records %s', (_, line) => {
    expect(find(line)).toEqual(BOTH);
  });

  it('reads a line of a document that was printed over several', () => {
    expect(find(`            "message": "${escaped(`${START}\n`)}",`)).toEqual([BOTH[0]]);
    expect(find(`    "${escaped(`${FINISH}\n`)}"`)).toEqual([BOTH[1]]);
  });

  it('reads a record whose names are full of quotes, braces and backslashes', () => {
    const record = { ...STARTED, subject: String.raw`a"}{\"\\`, tenant: '{"marker":"audit.spill"}' };
    const line = printSpillLine('start', record);
    const expected = [{ phase: 'start', record }];
    expect(find(line)).toEqual(expected);
    expect(find(JSON.stringify({ message: line }))).toEqual(expected);
    expect(find(JSON.stringify([JSON.stringify({ message: line })]))).toEqual(expected);
  });
});
