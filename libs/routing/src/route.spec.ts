import { describe, expect, it } from 'vitest';
import { isRoute, ROUTES } from './route.js';

describe('isRoute', () => {
  it.each(['', 'auto', 'Internet', 'VPN', ' vpn', 'vpn,internet', '0', 'length'])('refuses "%s"', (text) => {
    expect(isRoute(text)).toBe(false);
  });

  it('knows internet and vpn, in this order', () => {
    expect(ROUTES).toEqual(['internet', 'vpn']);
    expect(isRoute('internet') && isRoute('vpn')).toBe(true);
  });
});
