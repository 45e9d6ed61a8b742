import { expect, it } from 'vitest';
import { membersOf, parseJsonObject } from './parse-json-object.js';

it.each(['', '{', 'null', '[]', '"{}"', '1', '{"a":1}x'])('sees no object in "%s"', (text) => {
  expect(parseJsonObject(text)).toBeUndefined();
});

it('keeps members apart from what every object has', () => {
  const members = parseJsonObject('{"a":1,"__proto__":{"b":2}}');
  expect(members && [...members]).toEqual([
    ['a', 1],
    ['__proto__', { b: 2 }],
  ]);
  expect(members?.get('constructor')).toBeUndefined();
});

it.each([[null], [undefined], [[]], ['text'], [1]])('sees no members in %j', (value) => {
  expect(membersOf(value)).toBeUndefined();
});
