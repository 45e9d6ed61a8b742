import type { Caller } from '../auth/caller.js';
import { PERMISSIONS } from '../auth/permissions.js';

/** A caller who may do everything but for what is said otherwise. */
export function createCaller(grants: Partial<Caller> = {}): Caller {
  return {
    subject: 'app-1',
    expiresAtEpochS: 4_000_000_000,
    permissions: new Set(PERMISSIONS),
    routes: new Set(['internet', 'vpn'] as const),
    models: ['*'],
    classifications: new Set(['public', 'internal', 'cui']),
    ...grants,
  };
}
