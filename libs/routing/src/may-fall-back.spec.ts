import { CredentialsUnavailableError, NoEndpointError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { BreakerOpenError, RouteUnavailableError } from './errors.js';
import { isFailureOfRoute, mayFallBack } from './may-fall-back.js';
import { ALL_KINDS, failure } from './testing/failures.js';

/** The contract's column "next route", and which outcomes a breaker counts. */
const OF_THE_ROUTE = ['unreachable', 'not-bedrock'];

describe('a failed call', () => {
  it('is the fault of the route, and may take the next one, exactly when Bedrock was not reached', () => {
    expect(ALL_KINDS.filter((kind) => isFailureOfRoute(failure(kind)))).toEqual(OF_THE_ROUTE);
    expect(ALL_KINDS.filter((kind) => mayFallBack(failure(kind)))).toEqual(OF_THE_ROUTE);
  });

  it('may take the next route when a breaker is open, which itself counts against no route', () => {
    expect(mayFallBack(new BreakerOpenError('vpn'))).toBe(true);
    expect(isFailureOfRoute(new BreakerOpenError('vpn'))).toBe(false);
  });

  it('may take the next route when one has no endpoint for the operation, which counts against no route', () => {
    expect(mayFallBack(new NoEndpointError('control'))).toBe(true);
    expect(isFailureOfRoute(new NoEndpointError('control'))).toBe(false);
  });

  it('may take the next route when one has no session of the commercial role, which counts against no route', () => {
    const noSession = new CredentialsUnavailableError('STS does not answer', undefined, 'this-route');
    expect(mayFallBack(noSession)).toBe(true);
    expect(isFailureOfRoute(noSession)).toBe(false);
  });

  it.each([
    new RouteUnavailableError(),
    new CredentialsUnavailableError('missing'),
    new TypeError('unreachable'),
    { kind: 'unreachable' },
    undefined,
  ])('stays where it is when it is none of ours: %s', (error) => {
    expect(mayFallBack(error)).toBe(false);
    expect(isFailureOfRoute(error)).toBe(false);
  });
});
