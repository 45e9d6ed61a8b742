import { describe, expect, it } from 'vitest';
import { readSessionTags } from './read-session-tags.js';

const CLAIM = 'https://aws.amazon.com/tags';

describe('session tags', () => {
  it('are none without the claim', () => {
    expect(readSessionTags({})).toEqual({});
  });

  it('are those of the claim', () => {
    const claim = { principal_tags: { tenant: ['dept-a'], subject: ['Zo=C3=AB'] }, transitive_tag_keys: ['tenant'] };
    expect(readSessionTags({ [CLAIM]: claim })).toEqual({ tenant: 'dept-a', subject: 'Zo=C3=AB' });
  });

  it.each([
    ['no tags in it', {}],
    ['text in it', 'tenant'],
    ['a value that is no list', { principal_tags: { tenant: 'dept-a' } }],
    ['two values', { principal_tags: { tenant: ['a', 'b'] } }],
    ['a value of another type', { principal_tags: { tenant: [1] } }],
    ['a value that is too long', { principal_tags: { tenant: ['a'.repeat(257)] } }],
    ['a character that STS does not take', { principal_tags: { tenant: ['a*'] } }],
    ['a name that is too long', { principal_tags: { ['a'.repeat(129)]: ['b'] } }],
    ['a tag that goes on and is none', { principal_tags: {}, transitive_tag_keys: ['tenant'] }],
    ['more than 50', { principal_tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`t${at}`, ['x']])) }],
  ])('are refused with %s', (_, claim) => {
    expect(() => readSessionTags({ [CLAIM]: claim })).toThrow(
      expect.objectContaining({ code: 'InvalidIdentityToken' }),
    );
  });
});
