import { expect, it } from 'vitest';
import { OverloadLog } from './overload-log.js';

it('tells of the first refusal at once, and of those after it once a second, each counted once', () => {
  let nowMs = 5_000;
  const log = new OverloadLog(() => nowMs);
  expect(log.count()).toBe(1);
  expect(log.count()).toBeUndefined();
  nowMs = 5_999;
  expect(log.count()).toBeUndefined();
  nowMs = 6_000;
  expect(log.count()).toBe(3);
  expect(log.count()).toBeUndefined();
  nowMs = 60_000;
  expect(log.count()).toBe(2);
});
