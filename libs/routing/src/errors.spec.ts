import { describe, expect, it } from 'vitest';
import {
  BreakerOpenError,
  DataClassUnknownError,
  PeerEventInvalidError,
  PeerRefusedError,
  RouteDeniedError,
  RoutesFailedError,
  RouteUnavailableError,
  RoutingError,
} from './errors.js';
import { failure } from './testing/failures.js';

const CAUSE = failure('unreachable');

describe('routing errors', () => {
  it.each([
    { error: new DataClassUnknownError(), name: 'DataClassUnknownError', code: 'DATA_CLASS_UNKNOWN' },
    { error: new RouteDeniedError('vpn', 'caller'), name: 'RouteDeniedError', code: 'ROUTE_DENIED' },
    { error: new RouteUnavailableError(), name: 'RouteUnavailableError', code: 'ROUTE_UNAVAILABLE' },
    { error: new RoutesFailedError(CAUSE), name: 'RoutesFailedError', code: 'ROUTES_FAILED' },
    { error: new BreakerOpenError('vpn'), name: 'BreakerOpenError', code: 'BREAKER_OPEN' },
    { error: new PeerEventInvalidError(), name: 'PeerEventInvalidError', code: 'PEER_EVENT_INVALID' },
    { error: new PeerRefusedError('token'), name: 'PeerRefusedError', code: 'PEER_REFUSED' },
  ])('$name belongs to the family and is told apart by $code', ({ error, name, code }) => {
    expect(error).toBeInstanceOf(RoutingError);
    expect(error).toMatchObject({ name, code });
  });

  it('name the route and who denied it as facts', () => {
    expect(new RouteDeniedError('any', 'data-class')).toMatchObject({
      route: 'any',
      because: 'data-class',
      message: 'Route any is denied by the data-class',
    });
    expect(new BreakerOpenError('internet')).toMatchObject({ route: 'internet' });
    expect(new PeerRefusedError('hop')).toMatchObject({
      reason: 'hop',
      message: 'The sibling function refused the call: hop',
    });
  });

  it('keep what caused them', () => {
    expect(new RoutesFailedError(CAUSE).cause).toBe(CAUSE);
    expect(new RouteUnavailableError(CAUSE).cause).toBe(CAUSE);
  });
});
