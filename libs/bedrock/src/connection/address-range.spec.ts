import { describe, expect, it } from 'vitest';
import { isPrivateAddress } from './address-range.js';

describe('isPrivateAddress', () => {
  it.each([
    '8.8.8.8',
    '0.0.0.0',
    '::',
    '169.254.169.254',
    'fe80::1',
    '100.64.0.1',
    '172.32.0.1',
    '11.0.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::808:808',
    '2002:808:808::1',
    '2600:1f18::1',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '',
  ])('refuses %j', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    'fd12::1',
    'fc00::1',
    '::ffff:10.0.0.1',
  ])('accepts %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
});
