import { describe, expect, it } from 'vitest';
import { cutLinesIn, objectionsTo, spilledIn, type Evidence } from './evidence.js';

const PRINT = 'a'.repeat(64);
const STARTED = {
  requestId: 'request-1',
  timestamp: '2026-03-04T05:06:07.089Z',
  requestFingerprint: PRINT,
  outcome: 'started',
};
const FINISHED = { ...STARTED, outcome: 'complete', statusCode: 200, success: true, latency: 12, responseSize: 34 };
const SPILLED = `${JSON.stringify({ marker: 'audit.spill', phase: 'start', record: STARTED })}\n`;
const ASK = { modelId: 'm', fingerprint: PRINT, requestId: 'request-1', status: 200, isWhole: true };
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const arrival = (requestSha256: string, modelId = 'm') => ({ requestSha256, modelId }) as Evidence['arrivals'][number];

/** A request that all went well with, but for what is said otherwise. */
const evidence = (otherwise: Partial<Evidence>): Evidence => ({
  asks: [ASK],
  arrivals: [arrival(PRINT)],
  peerCalls: new Set(['request-1']),
  table: [FINISHED],
  log: '',
  ...otherwise,
});

describe('objectionsTo', () => {
  it.each<[string, Partial<Evidence>, string[]]>([
    ['what an upstream saw', { table: [], asks: [], peerCalls: new Set() }, [`LOST: an upstream saw ${PRINT}`]],
    [
      'what an upstream saw the head of',
      { arrivals: [arrival(NO_BODY)], table: [], asks: [{ ...ASK, isWhole: false }], peerCalls: new Set() },
      [`LOST: an upstream saw ${PRINT}`],
    ],
    ['what nobody has asked', { arrivals: [arrival(NO_BODY, 'other')] }, ['LOST: an upstream saw what nobody asked']],
    ['what the sibling saw', { peerCalls: new Set(['request-2']) }, ['LOST: the sibling saw request-2']],
    [
      'what a caller saw',
      { asks: [{ ...ASK, requestId: 'request-2' }] },
      ['LOST: a caller saw the answer of request-2'],
    ],
    ['a record too many', { table: [FINISHED, { ...FINISHED, requestId: 'request-2' }] }, [`TWICE: ${PRINT}`]],
    [
      'a record too many in the log',
      { table: [{ ...FINISHED, timestamp: '2026-03-04T05:06:07.090Z' }], log: SPILLED },
      [`TWICE: ${PRINT}`],
    ],
    [
      'an end that is not known',
      { table: [{ ...STARTED, statusCode: 200 }] },
      ['WRONG: request-1 tells of an end it has not'],
    ],
    [
      'an end that is not told',
      { table: [{ ...STARTED, outcome: 'failed' }] },
      ['WRONG: request-1 tells of an end it has not'],
    ],
  ])('tells of %s', (_, otherwise, objections) => {
    expect(objectionsTo(evidence(otherwise))).toEqual(objections);
  });

  it.each<[string, Partial<Evidence>]>([
    ['a request that is finished', {}],
    ['one that is begun', { table: [STARTED] }],
    ['one whose start was spilled', { table: [], log: SPILLED }],
    ['one whose start was spilled and is in the table as well', { table: [STARTED], log: `listening\n${SPILLED}` }],
    ['one that broke off on its way to the upstream', { arrivals: [arrival(NO_BODY)], table: [STARTED] }],
    ['one that was tried again', { arrivals: [arrival(PRINT), arrival(PRINT)] }],
    ['one that was refused', { asks: [ASK, { ...ASK, requestId: 'request-2', status: 503 }] }],
  ])('has nothing to say against %s', (_, otherwise) => {
    expect(objectionsTo(evidence(otherwise))).toEqual([]);
  });
});

it('reads a log as far as its lines are whole', () => {
  const log = `listening\n${SPILLED}${SPILLED.slice(0, 40)}`;
  expect([spilledIn(log), cutLinesIn(log)]).toEqual([[STARTED], 1]);
});
