import { describe, expect, it } from 'vitest';
import type { Refusal } from '../gateway/explain-refusal.js';
import { explainRouteFailure } from './explain-route-failure.js';

const refusal = (status: number, type: string, attempts = ''): Refusal => ({
  status,
  type,
  attempts,
  message: 'text of Bedrock',
  details: '',
});

describe('explainRouteFailure', () => {
  it.each<readonly [Refusal, string | undefined, string, string]>([
    [
      refusal(503, 'AuditUnavailableException'),
      undefined,
      'the audit store takes no record (503 AuditUnavailableException)',
      'docs/operations.md#audit-store-down',
    ],
    [
      refusal(502, 'UpstreamException', 'vpn:unreachable'),
      'unreachable (connect-timeout)',
      'Bedrock cannot be reached (502 UpstreamException; last seen: unreachable (connect-timeout))',
      'docs/operations.md#tunnel-down',
    ],
    [
      refusal(503, 'RouteUnavailableException'),
      'unreachable (reset)',
      'the gateway does not use this route now (503 RouteUnavailableException; last seen: unreachable (reset))',
      'docs/operations.md#tunnel-down',
    ],
    [
      refusal(403, 'AccessDeniedException'),
      undefined,
      'the token does not allow the trial (403 AccessDeniedException)',
      'ctl token issue with both routes and bedrock:invoke-stream',
    ],
    [
      refusal(500, 'InternalServerException'),
      undefined,
      'the gateway refuses the trial (500 InternalServerException)',
      'ctl status, and the log of the gateway',
    ],
  ])('%j, last seen %s: %s', (answer, seen, detail, next) => {
    expect(explainRouteFailure('vpn', answer, seen)).toEqual([{ state: 'failed', detail, next }]);
  });

  it('repeats neither the text of an answer nor a name that somebody made up', () => {
    const [finding] = explainRouteFailure('internet', refusal(400, 'MadeUp', 'internet:bad-request'), undefined);
    expect(finding?.detail).toBe('Bedrock does not take the trial (400 UnlistedException)');
  });
});
