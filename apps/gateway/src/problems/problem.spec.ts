import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRequest } from '../testing/create-request.js';
import { problemDocument, type Problem } from './problem.js';

const THROTTLED: Problem = {
  status: 429,
  type: 'ThrottlingException',
  message: 'Too many requests',
  retryable: true,
  retryAfterSeconds: 1,
  challenge: 'never in the document',
  upstreamRequestId: 'never in the document',
};

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

it('is the document of the API contract, and nothing more', () => {
  const request = createRequest({ path: '/bedrock/invoke' });
  expect(problemDocument(THROTTLED, request)).toEqual({
    statusCode: 429,
    error: { type: 'ThrottlingException', message: 'Too many requests', retryable: true, details: {} },
    requestId: request.exchange.requestId,
    routingMethod: 'auto',
    timestamp: '2026-01-01T00:00:00.000Z',
  });
});

it('shows the details, where there are any', () => {
  const problem = { ...THROTTLED, details: { maxBodyBytes: 7 } };
  expect(problemDocument(problem, createRequest())).toMatchObject({ error: { details: { maxBodyBytes: 7 } } });
});

it('names the route of the last attempt, else the one that was asked for', () => {
  const request = createRequest({ path: '/vpn/bedrock/invoke' });
  expect(problemDocument(THROTTLED, request)).toHaveProperty('routingMethod', 'vpn');
  const attempt = { transport: 'direct', startedAtEpochMs: 0, durationMs: 1, outcome: 'unreachable' } as const;
  request.exchange.trace.add({ ...attempt, route: 'vpn' });
  request.exchange.trace.add({ ...attempt, route: 'internet' });
  expect(problemDocument(THROTTLED, request)).toHaveProperty('routingMethod', 'internet');
});
