import { expect, it } from 'vitest';
import { plainItem } from './plain-item.js';

it('reads every type of attribute value as plain JSON', () => {
  const item = {
    s: { S: 'text' },
    n: { N: '1.5' },
    b: { B: 'AAE=' },
    yes: { BOOL: true },
    nothing: { NULL: true },
    ss: { SS: ['a', 'b'] },
    ns: { NS: ['1', '2'] },
    bs: { BS: ['AAE='] },
    l: { L: [{ N: '1' }, { M: { deep: { S: 'x' } } }] },
    m: { M: { inner: { L: [] } } },
  };
  expect(plainItem(item)).toStrictEqual({
    s: 'text',
    n: 1.5,
    b: 'AAE=',
    yes: true,
    nothing: null,
    ss: ['a', 'b'],
    ns: [1, 2],
    bs: ['AAE='],
    l: [1, { deep: 'x' }],
    m: { inner: [] },
  });
});
