import { expect, it } from 'vitest';
import { readTrafficInForce } from './traffic-in-force.js';

const inForce = (traffic: unknown) =>
  readTrafficInForce({ getJson: <Document extends object>() => Promise.resolve({ traffic } as unknown as Document) });

it.each([
  [undefined],
  [null],
  ['stored'],
  [{}],
  [{ order: ['internet', 'vpn'] }],
  [{ order: ['internet', 'vpn'], weights: { internet: 50, vpn: 49 } }],
  [{ order: [], weights: { internet: 100, vpn: 0 } }],
])('takes %j for no split', async (traffic) => {
  expect(await inForce(traffic)).toBeUndefined();
});

it('reads a split with how the gateway knows it', async () => {
  const split = { order: ['vpn', 'internet'], weights: { internet: 10, vpn: 90 } };
  const known = { source: 'stored', version: 3, readAt: '2026-01-02T03:04:05.678Z' };

  expect(await inForce({ ...split, ...known, changedBy: 'alice' })).toEqual({ ...split, ...known });
  expect(await inForce({ ...split, source: 'anything', version: '3', readAt: 0 })).toEqual({
    ...split,
    source: 'configured',
  });
});

it.each([
  [['vpn'], { internet: 0, vpn: 100 }, ['vpn', 'internet']],
  [['internet'], { internet: 100, vpn: 0 }, ['internet', 'vpn']],
])('reads a configured order of one route: %j', async (order, weights, whole) => {
  expect(await inForce({ order, weights, source: 'configured' })).toEqual({
    order: whole,
    weights,
    source: 'configured',
  });
});
