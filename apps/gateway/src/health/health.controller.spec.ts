import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { HealthController } from './health.controller.js';
import { Readiness, type ReadinessReport } from './readiness.js';

describe('HealthController', () => {
  let app: NestExpressApplication;
  let url: string;
  let report: ReadinessReport;

  beforeEach(async () => {
    const testing = await Test.createTestingModule({
      controllers: [HealthController],
      providers: [
        RequestsInFlight,
        { provide: Readiness, useValue: { report: () => Promise.resolve(report) } },
        { provide: GatewayConfig, useValue: loadGatewayConfig({}) },
      ],
    }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterEach(() => app.close());

  it.each(['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'])('is alive under %j', async (prefix) => {
    const answer = await fetch(`${url}${prefix}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('is no longer alive, without a detail, while shutting down', async () => {
    app.get(RequestsInFlight).drain();
    const answer = await fetch(`${url}/health`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'shutting-down' });
  });

  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['error', 503],
  ] as const)('answers readiness %s with %i and every detail', async (status, code) => {
    report = { status, details: { vpn: { status: 'down', state: 'down' } } };
    const answer = await fetch(`${url}/v1/health/ready`);
    expect(answer.status).toBe(code);
    expect(await answer.json()).toEqual(report);
  });
});
