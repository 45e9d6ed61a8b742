import { describe, expect, it } from 'vitest';
import type { Problem } from '../problems/problem.js';
import { createRequest } from '../testing/create-request.js';
import { endingOf } from './ending-of.js';

const problem = (status: number): Problem => ({
  status,
  type: 'ModelErrorException',
  message: 'SECRET',
  retryable: false,
});
const ATTEMPT = {
  route: 'vpn',
  transport: 'direct',
  startedAtEpochMs: 0,
  durationMs: 1,
  outcome: 'unreachable',
} as const;

describe('endingOf', () => {
  it.each([
    [400, 'refused', 'failed'],
    [403, 'refused', 'failed'],
    [429, 'refused', 'failed'],
    [503, 'refused', 'failed'],
    [504, 'refused', 'failed'],
    [500, 'failed', 'failed'],
    [499, 'client-gone', 'client-gone'],
  ])('records a %i as %s where nothing was sent, else as %s', (status, unsent, sent) => {
    const { exchange } = createRequest();
    expect(endingOf(problem(status), exchange)).toMatchObject({ outcome: unsent, statusCode: status, attempts: [] });
    exchange.trace.add(ATTEMPT);
    expect(endingOf(problem(status), exchange)).toMatchObject({ outcome: sent, attempts: [ATTEMPT] });
  });

  it('has the type and the id of Bedrock, and no message', () => {
    const ending = endingOf({ ...problem(424), upstreamRequestId: 'u-1' }, createRequest().exchange);
    expect(ending).toMatchObject({ errorType: 'ModelErrorException', upstreamRequestId: 'u-1' });
    expect(JSON.stringify(ending)).not.toContain('SECRET');
  });
});
