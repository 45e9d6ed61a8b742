import { describe, expect, it } from 'vitest';
import { AttemptRecord } from './attempt-record.js';
import { RouteTrace, type Attempt } from './route-trace.js';

/** A record that takes 30 ms, from the thousandth on. */
function start(): AttemptRecord {
  const times = [1_000, 1_030];
  return new AttemptRecord('vpn', 'peer', () => times.shift() ?? Number.NaN);
}

const ELSEWHERE: readonly Attempt[] = [
  { route: 'vpn', transport: 'peer', startedAtEpochMs: 1, durationMs: 2, outcome: 'unreachable' },
  { route: 'vpn', transport: 'peer', startedAtEpochMs: 3, durationMs: 4, outcome: 'ok' },
];

describe('AttemptRecord', () => {
  it('is one attempt, with its time', () => {
    const trace = new RouteTrace();
    expect(start().end('timeout', trace)).toBe(30);
    expect(trace.attempts).toEqual([
      { route: 'vpn', transport: 'peer', startedAtEpochMs: 1_000, durationMs: 30, outcome: 'timeout' },
    ]);
  });

  it('is the attempts made elsewhere instead, in order, and still says how long all of it took', () => {
    const trace = new RouteTrace();
    const record = start();
    record.replace(ELSEWHERE);
    expect(record.end('ok', trace)).toBe(30);
    expect(trace.attempts).toEqual(ELSEWHERE);
  });

  it('is one attempt where none was made elsewhere', () => {
    const trace = new RouteTrace();
    const record = start();
    record.replace([]);
    record.end('bad-request', trace);
    expect(trace.toString()).toBe('vpn:bad-request');
  });
});
