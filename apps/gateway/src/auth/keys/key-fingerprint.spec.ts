import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { fingerprintOf } from './key-fingerprint.js';

it('is the same for the same key, another for another, and gives the key away to nobody', () => {
  expect(fingerprintOf('key')).toBe(fingerprintOf(Buffer.from('key')));
  expect(fingerprintOf('key')).not.toBe(fingerprintOf('kez'));
  expect(fingerprintOf('ab', 'c')).not.toBe(fingerprintOf('a', 'bc'));
  expect(fingerprintOf('key')).not.toBe(createHash('sha256').update('key').digest('base64url'));
});
