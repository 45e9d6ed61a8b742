import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from './encode-text.js';

describe('encodeText', () => {
  it.each([
    ['alice', 'alice'],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.*',
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.*',
    ],
    ['a@example.gov', 'a@example.gov'],
    ['a b,c', 'a%20b%2Cc'],
    ['"a\\b"', '%22a%5Cb%22'],
    ['$a+b', '%24a%2Bb'],
    ['%2F%3a', '%252F%253a'],
    ['Zoë 🙂', 'Zo%C3%AB%20%F0%9F%99%82'],
    ['\ud800', '%EF%BF%BD'],
    ['a\r\nb', 'a%0D%0Ab'],
  ])('writes %j as %j', (text, encoded) => {
    expect(encodeText(text)).toBe(encoded);
  });

  it('can be undone, and needs no escape in JSON, in a list or in a log', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeURIComponent(encodeText(text))).toBe(text);
        expect(encodeText(text)).toMatch(/^[A-Za-z0-9%\-_.!~*'():/@]*$/);
      }),
      { seed: 20261122, numRuns: 1_000 },
    );
  });
});
