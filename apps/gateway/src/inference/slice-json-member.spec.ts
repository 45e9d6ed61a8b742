import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportProof, runsOf, seedOf } from '../../../../test/support/proof.js';
import { sliceJsonMembers } from './slice-json-member.js';

const SEED = seedOf(20_261_122);
const RUNS = runsOf({ sample: 1_000, full: 50_000 });

describe('sliceJsonMembers', () => {
  it.each([
    ['{}', []],
    [' \t\r\n{ \n } ', []],
    ['{"a":1}', [{ name: 'a', value: '1' }]],
    ['{ "a" : true , "b" : null }', [{ name: 'a', value: 'true' }, { name: 'b', value: 'null' }]], // prettier-ignore
    ['{"a":""}', [{ name: 'a', value: '""' }]],
    ['{"a":[],"b":{}}', [{ name: 'a', value: '[]' }, { name: 'b', value: '{}' }]], // prettier-ignore
    ['{"a":[1,{"b":[2]}],"c":3}', [{ name: 'a', value: '[1,{"b":[2]}]' }, { name: 'c', value: '3' }]], // prettier-ignore
  ])('finds the members of %j', (text, members) => {
    expect(sliceJsonMembers(text)).toEqual(members);
  });

  it.each([
    ['a number with a trailing zero', '1.0'],
    ['a number beyond every double', '1e400'],
    ['a whole number beyond 2^53', '12345678901234567890'],
    ['a negative zero', '-0'],
    ['escapes that need not be', String.raw`"\u0041\/\u00e9"`],
    ['a lone surrogate written as an escape', String.raw`"\ud800"`],
    ['an escaped quote before the end', String.raw`"a\""`],
    ['escaped backslashes before the end', String.raw`"a\\\\"`],
    ['brackets inside of a string', '"}]{[,:"'],
    ['brackets behind an escaped quote', String.raw`{"a":"\"}]"}`],
    ['the same key twice', '{"a":1,"a":2}'],
    ['keys in an order of their own', '{"b":1,"a":2,"10":3,"9":4}'],
    ['space of all four kinds inside', '[ 1,\t2,\r\n3 ]'],
  ])('keeps %s as it is written', (_what, value) => {
    expect(sliceJsonMembers(`{"x":0, "body" : ${value} ,"y":0}`)[1]).toEqual({ name: 'body', value });
    expect(sliceJsonMembers(`{"body":${value}}`)).toEqual([{ name: 'body', value }]);
  });

  it('gives out a name that occurs twice twice, however it is written', () => {
    expect(sliceJsonMembers(String.raw`{"body":1,"\u0062ody":2}`)).toEqual([
      { name: 'body', value: '1' },
      { name: 'body', value: '2' },
    ]);
  });

  it('takes names for what they are, not for what they look like', () => {
    expect(sliceJsonMembers(String.raw`{"":1,"a\"b":2,"{":3,"__proto__":4}`)).toEqual([
      { name: '', value: '1' },
      { name: 'a"b', value: '2' },
      { name: '{', value: '3' },
      { name: '__proto__', value: '4' },
    ]);
  });

  it('does not mind how deep a value is nested', () => {
    const value = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(sliceJsonMembers(`{"a":${value},"b":1}`)).toEqual([
      { name: 'a', value },
      { name: 'b', value: '1' },
    ]);
  });

  it('cuts any JSON object into verbatim texts that parse to the values of its members', () => {
    const written = fc.array(fc.record({ name: fc.string({ unit: 'binary' }), value: writtenJson() }), {
      maxLength: 6,
    });
    const property = fc.property(written, space(), (members, gap) => {
      const texts = members.map(({ name, value }) => `${gap}${JSON.stringify(name)}${gap}:${gap}${value}${gap}`);
      const text = `${gap}{${gap}${texts.join(',')}}${gap}`;
      expect(() => JSON.parse(text)).not.toThrow();
      expect(sliceJsonMembers(text)).toEqual(members);
    });
    fc.assert(property, { seed: SEED, numRuns: RUNS });
    reportProof({ proof: 'fuzz-envelopes', seed: SEED, figures: { objects: RUNS } });
  });

  it('agrees with the parser about any value that JSON can hold', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }), { maxKeys: 5 });
    const property = fc.property(object, fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const sliced = sliceJsonMembers(text).map((member) => [member.name, JSON.parse(member.value) as unknown]);
      expect(Object.fromEntries(sliced)).toEqual(JSON.parse(text));
      for (const member of sliceJsonMembers(text)) expect(text).toContain(member.value);
    });
    fc.assert(property, { seed: SEED, numRuns: RUNS });
  });
});

/** Space as JSON allows it, with a bias to none. */
function space(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(''),
    fc.array(fc.constantFrom(' ', '\t', '\n', '\r'), { maxLength: 4 }).map((parts) => parts.join('')),
  );
}

/** JSON as people and machines write it: with escapes, spaces, odd numbers and nesting that `JSON.stringify` never has. */
function writtenJson(): fc.Arbitrary<string> {
  const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, scalar(), tie('list'), tie('object')),
    list: fc
      .tuple(fc.array(tie('value'), { maxLength: 4 }), space())
      .map(([values, gap]) => `[${gap}${values.join(`${gap},${gap}`)}${gap}]`),
    object: fc
      .tuple(fc.array(fc.tuple(literal(), tie('value')), { maxLength: 4 }), space())
      .map(([pairs, gap]) => `{${gap}${pairs.map(([name, of]) => `${name}${gap}:${gap}${of}`).join(`,${gap}`)}${gap}}`),
  }));
  return value;
}

function scalar(): fc.Arbitrary<string> {
  const numbers = fc.constantFrom('0', '-0', '1.0', '1e400', '1E-7', '12345678901234567890', '-1.50e+3');
  return fc.oneof(fc.constantFrom('true', 'false', 'null'), numbers, literal());
}

/** A string literal, each of its characters as itself or as one of its escapes. */
function literal(): fc.Arbitrary<string> {
  const written = fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.boolean());
  const pieces = fc.oneof(
    written.map(([character, escaped]) => (escaped ? escape(character) : JSON.stringify(character).slice(1, -1))),
    fc.constantFrom(String.raw`\"`, String.raw`\\`, String.raw`\/`, String.raw`\n`, String.raw`\ud800`, '}', ']', ','),
  );
  return fc.array(pieces, { maxLength: 8 }).map((parts) => `"${parts.join('')}"`);
}

function escape(text: string): string {
  const units = Array.from({ length: text.length }, (_unit, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
