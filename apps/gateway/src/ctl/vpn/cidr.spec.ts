import { describe, expect, it } from 'vitest';
import { overlap, rangeOf } from './cidr.js';

describe('rangeOf', () => {
  it.each([
    ['0.0.0.0/0', 0, 4_294_967_295],
    ['10.1.0.0/16', 167_837_696, 167_903_231],
    ['169.254.10.4/30', 2_851_998_212, 2_851_998_215],
    ['10.1.2.3/16', 167_837_696, 167_903_231],
    ['255.255.255.255/32', 4_294_967_295, 4_294_967_295],
  ])('knows both ends of %s', (cidr, from, to) => {
    expect(rangeOf(cidr)).toEqual({ from, to });
  });
});

describe('overlap', () => {
  it.each([
    ['10.0.0.0/16', '10.1.0.0/16', false],
    ['10.0.0.0/16', '10.0.128.0/17', true],
    ['10.0.128.0/17', '10.0.0.0/16', true],
    ['10.0.0.0/15', '10.1.255.255/32', true],
    ['0.0.0.0/0', '203.0.113.1/32', true],
  ])('says of %s and %s: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
  });
});
