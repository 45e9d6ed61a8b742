import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { exportMetrics } from '../../apps/gateway/src/telemetry/export-metrics.js';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { runGateway } from '../canary/running-gateway.js';
import { beginSystem } from '../support/begin-system.js';
import { pathOfEntry } from '../support/bundled.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { environmentOf } from '../support/system.js';

it('a gateway that is told to end has written its metrics, those of its last request among them', async () => {
  const system = await beginSystem({ env: { GATEWAY_METRICS: 'emf', GATEWAY_METRICS_NAMESPACE: 'gate-test' } });
  await (await post(system, '/bedrock/invoke', HELLO)).arrayBuffer();
  const documents = (): readonly object[] => system.output.jsonLines().filter((line) => '_aws' in line);
  expect(documents()).toEqual([]);
  await system.app.close();
  expect(documents()).toContainEqual(
    expect.objectContaining({ 'gateway.requests': 1, 'gateway.route': 'internet', 'gateway.tenant': 'none' }),
  );
});

it('a gateway whose port for Prometheus is taken ends at once, and says which one it is', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const { port } = taken.address() as AddressInfo;
  await using gateway = await runGateway(
    { ...environmentOf(sandbox), GATEWAY_METRICS_PORT: String(port) },
    pathOfEntry('main'),
  );
  expect(await gateway.ended).toBe(1);
  expect(gateway.written.stderr.toString()).toBe(
    'Cannot start: GATEWAY_METRICS_HOST and GATEWAY_METRICS_PORT: the address is not of this machine, or the port is in use\n',
  );
});

it('opens every way out that is configured, or none that cannot be had', async () => {
  const system = await beginSystem();
  const collector = 'http://127.0.0.1:9';
  const wanted = { GATEWAY_METRICS: 'emf', GATEWAY_METRICS_PORT: '0', GATEWAY_OTLP_ENDPOINT: collector };
  await exportMetrics(system.app, loadGatewayConfig(wanted));
  const elsewhere = { GATEWAY_METRICS_PORT: '9464', GATEWAY_METRICS_HOST: '192.0.2.1' };
  await expect(exportMetrics(system.app, loadGatewayConfig(elsewhere))).rejects.toMatchObject({
    code: 'METRICS_PORT_UNUSABLE',
    cause: { code: 'EADDRNOTAVAIL' },
  });
});
