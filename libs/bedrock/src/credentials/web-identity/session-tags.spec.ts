import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tagsOf } from './session-tags.js';

const SEED = 20_261_123;
/** What STS takes. Source: STS API reference, `Tag`. */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const subjectTag = (subject: string): string | undefined => tagsOf({ subject }).get('subject');

describe('the tags of a session', () => {
  it('are none for the gateway itself', () => {
    expect([...tagsOf(undefined)]).toEqual([]);
  });

  it.each([
    [{ subject: 'alice' }, [['subject', 'alice']]],
    [
      { subject: 'alice', tenant: 'dept-a' },
      [
        ['tenant', 'dept-a'],
        ['subject', 'alice'],
      ],
    ],
    [{ subject: 'arn:aws:iam::1:role/a+b@c.example_d' }, [['subject', 'arn:aws:iam::1:role/a+b@c.example_d']]],
  ])('name tenant and subject as they are, where STS takes them: %j', (principal, tags) => {
    expect([...tagsOf(principal)]).toEqual(tags);
  });

  it.each([
    ['a b', 'a=20b'],
    ['a=20b', 'a=3D20b'],
    ['é', '=C3=A9'],
    ['\u202Ealice', '=E2=80=AEalice'],
    ['a,b*', 'a=2Cb=2A'],
    ['', ''],
  ])('write %j as %j', (subject, tag) => {
    expect(subjectTag(subject)).toBe(tag);
  });

  it('end in a digest of what is too long for a tag', () => {
    // printf 'a%.0s' {1..1000} | sha256sum
    const digest = '41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3';
    expect(subjectTag('a'.repeat(256))).toBe('a'.repeat(256));
    expect(subjectTag('a'.repeat(1_000))).toBe(`${'a'.repeat(184)}=sha256.${digest}`);
    expect(subjectTag('a'.repeat(999))).not.toBe(subjectTag('a'.repeat(1_000)));
  });

  it('are such as STS takes, and differ for different principals, whatever these are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }), (one, other) => {
        const [tag = '', otherTag] = [subjectTag(one), subjectTag(other)];
        expect(tag).toMatch(TAG_VALUE);
        const isSame = Buffer.from(one).equals(Buffer.from(other));
        expect(tag === otherTag).toBe(isSame);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
