import { describe, expect, it } from 'vitest';
import { CannotMeasure, GROUPS, readPlan } from '../../bench/plan.ts';

describe('readPlan', () => {
  it.each([
    ['an unknown flag', ['--fast'], "Unknown option '--fast'"],
    ['a word without a flag', ['7'], "Unexpected argument '7'"],
    ['a value for a flag that has none', ['--quick=yes'], "Option '--quick' does not take an argument"],
    ['nothing to measure alone', ['--only'], "Option '--only <value>' argument missing"],
    ['an unknown group', ['--only', 'latency,speed,size'], 'Nothing is called speed, size.'],
    ['an empty group', ['--only', ''], 'Nothing is called .'],
    ['two paces', ['--quick', '--full'], '--quick and --full exclude each other.'],
    ['a check of what it writes itself', ['--check', '--write-baseline'], '--check and --write-baseline exclude'],
  ])('refuses %s, and says how it is used', (_what, args, message) => {
    expect(() => readPlan(args)).toThrow(CannotMeasure);
    expect(() => readPlan(args)).toThrow(message);
    expect(() => readPlan(args)).toThrow('Usage: npm run bench [-- [--quick | --full] [--only latency,');
  });

  it('measures everything at the usual pace if it is told nothing', () => {
    expect(readPlan([])).toEqual({
      pace: 'usual',
      groups: new Set(GROUPS),
      isChecked: false,
      writesBaseline: false,
    });
  });

  it.each([
    [['--quick', '--check'], { pace: 'quick', isChecked: true, writesBaseline: false }],
    [['--quick'], { groups: new Set(['latency', 'throughput', 'streamed', 'memory', 'cold']) }],
    [['--quick', '--only', 'growth'], { pace: 'quick', groups: new Set(['growth']) }],
    [['--full', '--write-baseline'], { pace: 'full', isChecked: false, writesBaseline: true }],
    [['--only', 'cold'], { pace: 'usual', groups: new Set(['cold']) }],
    [['--only', 'growth,latency'], { groups: new Set(['latency', 'growth']) }],
  ])('reads %j', (args, plan) => {
    expect(readPlan(args)).toMatchObject(plan);
  });
});
