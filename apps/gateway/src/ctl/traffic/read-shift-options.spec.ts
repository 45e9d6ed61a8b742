import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readDuration, readName, readRate, readShares, readTarget } from './read-shift-options.js';

describe('--to', () => {
  it.each(['', 'vpn', 'vpn=', 'vpn=101', 'vpn=-1', 'vpn=010', 'vpn=1.5', 'VPN=100', 'auto=100', 'vpn=100%', 'vpn=5 '])(
    'refuses "%s"',
    (text) => {
      expect(() => readTarget(text)).toThrow(InvalidArgumentError);
    },
  );

  it.each([
    ['vpn=100', { order: ['vpn', 'internet'], weights: { internet: 0, vpn: 100 } }],
    ['internet=100', { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } }],
    ['internet=30', { order: ['vpn', 'internet'], weights: { internet: 30, vpn: 70 } }],
    ['vpn=50', { order: ['internet', 'vpn'], weights: { internet: 50, vpn: 50 } }],
    ['vpn=0', { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } }],
  ])('reads %s', (text, split) => {
    expect(readTarget(text)).toEqual(split);
  });
});

describe('--steps', () => {
  it.each(['', '10,50', '50,10,100', '10,10,100', '0,100', '100,101', '10,,100', '10;100', '10, 100', '1e1,100'])(
    'refuses "%s"',
    (text) => {
      expect(() => readShares(text)).toThrow(InvalidArgumentError);
    },
  );

  it('refuses more than twenty steps, and reads those that rise to 100', () => {
    const steps = Array.from({ length: 21 }, (_, index) => index + 80).join(',');
    expect(() => readShares(steps)).toThrow(InvalidArgumentError);
    expect(readShares('10,50,100')).toEqual([10, 50, 100]);
    expect(readShares('100')).toEqual([100]);
  });
});

describe('--hold', () => {
  it.each(['', '30', '-1s', '1.5s', '1h', '61m', '3601s', '30 s', 's'])('refuses "%s"', (text) => {
    expect(() => readDuration(text)).toThrow(InvalidArgumentError);
  });

  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['60m', 3_600_000],
  ])('reads %s', (text, durationMs) => {
    expect(readDuration(text)).toBe(durationMs);
  });
});

describe('--max-error-rate', () => {
  it.each(['', '1', '101%', '-1%', '0.001%', '1,5%', '%'])('refuses "%s"', (text) => {
    expect(() => readRate(text)).toThrow(InvalidArgumentError);
  });

  it.each([
    ['0%', 0],
    ['0.5%', 0.005],
    ['1%', 0.01],
    ['100%', 1],
  ])('reads %s', (text, rate) => {
    expect(readRate(text)).toBe(rate);
  });
});

describe('--by', () => {
  it.each(['', 'a\nb', 'ä', 'a'.repeat(257)])('refuses "%s"', (text) => {
    expect(() => readName(text)).toThrow(InvalidArgumentError);
  });

  it('reads a name', () => {
    expect(readName('Alice (on call)')).toBe('Alice (on call)');
  });
});
