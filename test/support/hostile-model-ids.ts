import fc from 'fast-check';
import { SUFFIXES } from './sdk-paths.js';
import { validModelId } from './valid-model-ids.js';

/** What has meant something to somebody who read a path: separators, ways up, codings of codings, and operations. */
const PIECES = [
  SUFFIXES.flatMap((suffix) => [`/${suffix}`, `${suffix}/`, `%2F${suffix}`, `\\${suffix}`, `\\${suffix}#`]),
  ['/async-invoke', '../async-invoke', '/foundation-models', '/guardrail/x/version/1/apply', 'model', '/model/x/'],
  ['/', '//', '\\', '.', '..', '../', '/..', '/../', './', '..;/', '%2e%2e', '%2E%2E%2F', '%252e%252e%252f'],
  ['?', '??', '?x=/converse', '#', '#/converse', '%3F', '%23', '%3f/converse', ';', ';x=y', '&', '=', '@', '*', '{}'],
  ['%', '%%', '%2', '%zz', '%25', '%2F', '%2f', '%252F', '%5C', '%5c', '%00', '\u0000', '%0d%0a', '\r\n', ' ', '\t'],
  // UTF-8 that is none: overlong forms of a slash and of a dot, a surrogate, a byte without its successor.
  ['%c0%af', '%e0%80%af', '%c0%ae%c0%ae', '%ed%a0%80', '%ff', '%c3'],
  ['\u00e9', '\u0430', '\uff0f', '\uff0e\uff0e', '\u2044', '\u2215', '\u202e', '\u00a0', '\ufeff', '\u{1d4b3}'],
  ['a', 'A', '0', ':', '-', '_', '~', '+', "'", '"', '<', '|', '^', '`', '://example.com/', 'arn:aws:iam::'],
].flat();

const piece = fc.constantFrom(...PIECES);

/** A good id with something put in somewhere, or with something in place of a part of it. */
const mutated = fc
  .record({ id: validModelId, at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat({ max: 3 }), piece })
  .map(({ id, at, drop, piece: put }) => {
    const index = Math.floor(at * id.length);
    return id.slice(0, index) + put + id.slice(index + drop);
  });

/** Text that nobody should take for an id, and some that is one by chance. Never empty. */
export const hostileModelId: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: mutated, weight: 5 },
  { arbitrary: fc.string({ unit: piece, minLength: 1, maxLength: 6 }), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), weight: 1 },
  { arbitrary: fc.tuple(validModelId, fc.constantFrom(...SUFFIXES), validModelId).map((a) => a.join('/')), weight: 1 },
  { arbitrary: fc.mixedCase(validModelId), weight: 1 },
);
