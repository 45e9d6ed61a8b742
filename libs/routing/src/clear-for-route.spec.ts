import { describe, expect, it } from 'vitest';
import { clearForRoute } from './clear-for-route.js';
import { RouteDeniedError } from './errors.js';
import { CLASSES } from './testing/requests.js';

const CALL = { operation: 'InvokeModel', modelId: 'meta.llama4-scout-17b-instruct-v1:0', headers: {} } as const;

describe('clearForRoute', () => {
  it('refuses a route that the data class may not take', () => {
    const refused = expect(() => clearForRoute(CALL, 'cui', 'internet', CLASSES));

    refused.toThrow(RouteDeniedError);
    refused.toThrow(expect.objectContaining({ code: 'ROUTE_DENIED', route: 'internet', because: 'data-class' }));
  });

  it.each(['', 'CUI', 'constructor', 'unknown'])('refuses every route to the unlisted class "%s"', (dataClass) => {
    expect(() => clearForRoute(CALL, dataClass, 'vpn', CLASSES)).toThrow(RouteDeniedError);
    expect(() => clearForRoute(CALL, dataClass, 'internet', CLASSES)).toThrow(RouteDeniedError);
  });

  it('hands on the very call, for this route only, and lets nobody change either', () => {
    const cleared = clearForRoute(CALL, 'cui', 'vpn', CLASSES);

    expect(cleared).toStrictEqual({ route: 'vpn', dataClass: 'cui', call: CALL });
    expect(cleared.call).toBe(CALL);
    expect(() => Object.assign(cleared, { route: 'internet' })).toThrow(TypeError);
  });
});
