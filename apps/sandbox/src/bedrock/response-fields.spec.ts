import { expect, it } from 'vitest';
import { responseFields } from './response-fields.js';

const answer = { a: { b: 1, c: { d: [2] } }, 'x/y': 3, 'm~n': 4, '~1': 5 };

it.each([
  ['nothing', undefined, {}],
  ['no path', [], {}],
  ['a part of a part', ['/a/c/d'], { a: { c: { d: [2] } } }],
  ['parts that stand together', ['/a/b', '/a/c'], { a: { b: 1, c: { d: [2] } } }],
  ['a part and then the whole', ['/a/b', '/a'], { a: answer.a }],
  ['names with escapes', ['/x~1y', '/m~0n', '/~01'], { 'x/y': 3, 'm~n': 4, '~1': 5 }],
  ['what every object has', ['/toString', '/a/constructor'], {}],
])('finds in an answer what is asked for: %s', (_, paths, fields) => {
  const expected = paths === undefined || paths.length === 0 ? {} : { additionalModelResponseFields: fields };
  expect(responseFields({ additionalModelResponseFieldPaths: paths }, answer)).toStrictEqual(expected);
});

it.each(['/a', { a: 1 }, [1]])('takes no paths but a list of texts: %j', (paths) => {
  expect(() => responseFields({ additionalModelResponseFieldPaths: paths }, answer)).toThrow(
    expect.objectContaining({ code: 'ValidationException' }),
  );
});
