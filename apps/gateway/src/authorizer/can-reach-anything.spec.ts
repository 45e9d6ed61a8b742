import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../auth/permissions.js';
import { canReachAnything } from './can-reach-anything.js';

const reaches = (permissions: readonly (typeof PERMISSIONS)[number][], routes: readonly ('internet' | 'vpn')[]) =>
  canReachAnything({ permissions: new Set(permissions), routes: new Set(routes) });

describe('canReachAnything', () => {
  it('says no to a caller without any permission, whatever the routes', () => {
    expect(reaches([], ['internet', 'vpn'])).toBe(false);
    expect(reaches([], [])).toBe(false);
  });

  it('says no to a caller who may call models and has no route to them', () => {
    expect(reaches(['bedrock:invoke', 'bedrock:invoke-stream', 'bedrock:list-models'], [])).toBe(false);
  });

  it.each(['status:read', 'audit:read', 'console:read'] as const)(
    'says yes to %s alone, which needs no route',
    (permission) => {
      expect(reaches([permission], [])).toBe(true);
      expect(reaches(['bedrock:invoke', permission], [])).toBe(true);
    },
  );

  it.each(PERMISSIONS)('says yes to %s with one route', (permission) => {
    expect(reaches([permission], ['vpn'])).toBe(true);
  });
});
