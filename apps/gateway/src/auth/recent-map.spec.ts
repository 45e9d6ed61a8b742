import { expect, it } from 'vitest';
import { RecentMap } from './recent-map.js';

it('lets go of what was not asked for longest, once it is full', () => {
  const map = new RecentMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  map.set('c', 4);
  map.delete('a');
  expect([map.get('a'), map.get('c'), map.size]).toEqual([undefined, 4, 1]);
});
