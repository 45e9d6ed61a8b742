import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from './gateway-config.js';

describe('the variables of metrics', () => {
  it('leave everything off where they are not set', () => {
    expect(loadGatewayConfig({}).metrics).toEqual({
      format: 'none',
      namespace: 'DualRoutingGateway',
      requestLog: false,
    });
  });

  it('are all taken', () => {
    const env = {
      GATEWAY_METRICS: 'emf',
      GATEWAY_METRICS_NAMESPACE: 'gate-prod',
      GATEWAY_METRICS_PORT: '9464',
      GATEWAY_METRICS_HOST: '::1',
      GATEWAY_OTLP_ENDPOINT: 'https://collector.agency.example:4318/',
      GATEWAY_REQUEST_LOG: 'true',
    };
    expect(loadGatewayConfig(env).metrics).toEqual({
      format: 'emf',
      namespace: 'gate-prod',
      prometheus: { port: 9464, host: '::1' },
      otlpEndpoint: 'https://collector.agency.example:4318',
      requestLog: true,
    });
  });

  it.each([
    ['GATEWAY_METRICS', 'EMF'],
    ['GATEWAY_METRICS', 'prometheus'],
    ['GATEWAY_METRICS_NAMESPACE', 'AWS/Lambda'],
    ['GATEWAY_METRICS_NAMESPACE', 'a b'],
    ['GATEWAY_METRICS_PORT', '65536'],
    ['GATEWAY_METRICS_HOST', 'metrics.example'],
    ['GATEWAY_OTLP_ENDPOINT', 'http://collector.agency.example:4318'],
    ['GATEWAY_OTLP_ENDPOINT', 'https://user:secret@collector.agency.example'],
    ['GATEWAY_OTLP_ENDPOINT', 'https://collector.agency.example/v1/metrics'],
    ['GATEWAY_REQUEST_LOG', 'yes'],
  ])('refuse %s=%s', (name, value) => {
    const load = (): unknown => loadGatewayConfig({ [name]: value });
    expect(load).toThrow(name);
    expect(load).not.toThrow(value);
  });
});
