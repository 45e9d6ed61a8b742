import { CredentialsInUse } from '@app/bedrock';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { VERSION } from '../config/version.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { ProblemCounts } from '../problems/problem-counts.js';
import { ProcessReport } from './process-report.js';

it('says what the process is and what it is doing now', async () => {
  const config = loadGatewayConfig({ GATEWAY_ATTACHMENT: 'internet' });
  const testing = await Test.createTestingModule({
    providers: [
      ProcessReport,
      RequestsInFlight,
      ProblemCounts,
      CredentialsInUse,
      { provide: GatewayConfig, useValue: config },
    ],
  }).compile();
  testing.get(RequestsInFlight).enter({ runOut: () => undefined });
  testing.get(ProblemCounts).add(401);
  expect(testing.get(ProcessReport).report()).toEqual({
    version: VERSION,
    attachment: 'internet',
    requestsInFlight: 1,
    problemsByStatus: { 401: 1 },
  });

  const twoDaysAgo = Date.now() - 2 * 86_400_000;
  testing.get(CredentialsInUse).note({ kind: 'api-key', isLongLived: true, createdAtEpochMs: twoDaysAgo });
  expect(testing.get(ProcessReport).report().credentials).toEqual({ kind: 'api-key', isLongLived: true, ageDays: 2 });
  testing.get(CredentialsInUse).note({ kind: 'session', isLongLived: false });
  expect(testing.get(ProcessReport).report().credentials).toEqual({ kind: 'session', isLongLived: false });
});
