import { expect, it } from 'vitest';
import { plainItem, plainValue } from './plain-value.js';

it('says what an item says, on every level', () => {
  const item = {
    text: { S: 'vpn' },
    empty: { S: '' },
    count: { N: '12' },
    yes: { BOOL: true },
    no: { BOOL: false },
    list: { L: [{ S: 'a' }, { N: '1' }] },
    map: { M: { inner: { M: { one: { N: '1' } } } } },
  };

  expect(plainItem(item)).toEqual({
    text: 'vpn',
    empty: '',
    count: 12,
    yes: true,
    no: false,
    list: ['a', 1],
    map: { inner: { one: 1 } },
  });
});

it('takes what no item of ours has for nothing', () => {
  expect(plainValue({ NULL: true })).toBeUndefined();
  expect(plainValue({ SS: ['a'] })).toBeUndefined();
  expect(plainValue({ B: new Uint8Array(1) })).toBeUndefined();
  expect(plainValue({ N: 'many' })).toBeNaN();
});
