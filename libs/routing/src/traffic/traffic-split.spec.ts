import { describe, expect, it } from 'vitest';
import type { Route } from '../route.js';
import { preferRoutes } from './traffic-split.js';

const split = (internet: number, ...order: Route[]) => ({ order, weights: { internet, vpn: 100 - internet } });

describe('preferRoutes', () => {
  it.each([
    { internet: 100, roll: 0, first: 'internet' },
    { internet: 100, roll: 0.999_999_999, first: 'internet' },
    { internet: 0, roll: 0, first: 'vpn' },
    { internet: 0, roll: 0.999_999_999, first: 'vpn' },
    { internet: 90, roll: 0.899_999, first: 'internet' },
    { internet: 90, roll: 0.9, first: 'vpn' },
    { internet: 1, roll: 0.009, first: 'internet' },
    { internet: 1, roll: 0.01, first: 'vpn' },
  ])('begins with $first for a roll of $roll where the internet has $internet of 100', ({ internet, roll, first }) => {
    const other = first === 'vpn' ? 'internet' : 'vpn';

    expect(preferRoutes(split(internet, 'internet', 'vpn'), roll)).toEqual([first, other]);
  });

  it('rolls in the order of the split, and always names every route', () => {
    expect(preferRoutes(split(90, 'vpn', 'internet'), 0.09)).toEqual(['vpn', 'internet']);
    expect(preferRoutes(split(90, 'vpn', 'internet'), 0.1)).toEqual(['internet', 'vpn']);
    // No source of randomness gives this; the order of the split stands then.
    expect(preferRoutes(split(50, 'vpn', 'internet'), 1)).toEqual(['vpn', 'internet']);
  });

  it('gives each route its share of evenly spread rolls', () => {
    const rolls = Array.from({ length: 1_000 }, (_, index) => index / 1_000);
    const byVpn = rolls.filter((roll) => preferRoutes(split(75, 'internet', 'vpn'), roll)[0] === 'vpn');

    expect(byVpn).toHaveLength(250);
  });
});
