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
    providers: [ProcessReport, RequestsInFlight, ProblemCounts, { provide: GatewayConfig, useValue: config }],
  }).compile();
  testing.get(RequestsInFlight).enter({ runOut: () => undefined });
  testing.get(ProblemCounts).add(401);
  expect(testing.get(ProcessReport).report()).toEqual({
    version: VERSION,
    attachment: 'internet',
    requestsInFlight: 1,
    problemsByStatus: { 401: 1 },
  });
});
