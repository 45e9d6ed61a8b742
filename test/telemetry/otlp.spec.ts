import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openOtlp } from '../../apps/gateway/src/telemetry/open-telemetry/open-otlp.js';
import type { MetricOutput } from '../../apps/gateway/src/telemetry/metric-output.js';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry.js';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';

/** What a collector gets. Source: OTLP specification, `ExportMetricsServiceRequest` in JSON. */
interface Export {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string; readonly unit: string }[] }[];
  }[];
}

interface Collector {
  readonly url: string;
  readonly exports: readonly { readonly path: string; readonly body: Export }[];
}

/** A collector on this machine; one that is mute takes what comes and says nothing. */
async function startCollector({ mute = false } = {}): Promise<Collector> {
  const exports: { path: string; body: Export }[] = [];
  const server: Server = createServer((request, response) => {
    void take(request, response);
  });
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    exports.push({ path: request.url ?? '', body: (await json(request)) as Export });
    if (!mute) response.setHeader('content-type', 'application/json').end('{}');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, exports };
}

async function beginWith(endpoint: string): Promise<{ system: RecordedSystem; output: MetricOutput }> {
  const system = await beginSystem();
  const telemetry = system.app.get(Telemetry, { strict: false });
  const output = openOtlp(endpoint, telemetry.read, { version: '1.2.3' });
  telemetry.sendTo(output);
  return { system, output };
}

const ask = async (system: RecordedSystem): Promise<number> => {
  const response = await post(system, '/bedrock/invoke', HELLO);
  await response.arrayBuffer();
  return response.status;
};

describe('OTLP', () => {
  it('has told the collector everything when the gateway has ended', async () => {
    const collector = await startCollector();
    const { system } = await beginWith(collector.url);
    expect(await ask(system)).toBe(200);
    await system.app.close();
    expect(collector.exports.map(({ path }) => path)).toEqual(['/v1/metrics']);
    const metrics = collector.exports.flatMap(({ body }) =>
      body.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
    );
    expect(metrics).toContainEqual(expect.objectContaining({ name: 'gateway.requests', unit: '{request}' }));
    expect(metrics).toContainEqual(expect.objectContaining({ name: 'gen_ai.client.operation.duration', unit: 's' }));
    expect(JSON.stringify(collector.exports)).toContain('"gen_ai.provider.name"');
  });

  it.each([
    ['there is no collector', () => Promise.resolve({ url: 'http://127.0.0.1:9' })],
    ['the collector says nothing', () => startCollector({ mute: true })],
  ])('costs nothing but metrics where %s', async (_, start) => {
    const { system, output } = await beginWith((await start()).url);
    expect(await ask(system)).toBe(200);
    await output.close(AbortSignal.timeout(20));
    expect(await ask(system)).toBe(200);
  });
});
