import { describe, expect, it } from 'vitest';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry.js';
import { portOf } from '../../apps/gateway/src/telemetry/open-telemetry/metrics-server.js';
import { openPrometheus } from '../../apps/gateway/src/telemetry/open-telemetry/open-prometheus.js';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HELLO, MODELS } from '../support/models.js';
import { post } from '../support/post.js';

const PLACE = { port: 0, host: '127.0.0.1' };
const [{ modelId }] = MODELS;

async function begin(): Promise<{ system: RecordedSystem; url: string }> {
  const system = await beginSystem();
  const telemetry = system.app.get(Telemetry, { strict: false });
  const output = await openPrometheus(PLACE, telemetry.read, { version: '1.2.3' });
  telemetry.sendTo(output);
  return { system, url: `http://127.0.0.1:${portOf(output.server)}` };
}

/** The samples of one metric, each with its labels. */
async function samplesOf(url: string, metric: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
}

describe('the port for Prometheus', () => {
  it('tells of requests, tokens and routes', async () => {
    const { system, url } = await begin();
    const token = await system.token({ tenant: 'blue' });
    const answers = [1, 2, 3].map(async () => (await post(system, '/bedrock/invoke', HELLO, { token })).text());
    await Promise.all(answers);
    await system.records();

    const labels = `gateway_route="internet",gen_ai_request_model="${modelId}",gateway_tenant="blue"`;
    expect(await samplesOf(url, 'gateway_requests_total')).toEqual([`gateway_requests_total{${labels}} 3`]);
    expect(await samplesOf(url, 'gateway_breaker_state')).toEqual([
      'gateway_breaker_state{gateway_route="internet"} 0',
      'gateway_breaker_state{gateway_route="vpn"} 0',
    ]);
    const durations = await samplesOf(url, 'gen_ai_client_operation_duration_count');
    expect(durations).toHaveLength(1);
    expect(durations[0]).toMatch(/gen_ai_provider_name="aws\.bedrock".*gen_ai_operation_name="invoke_model".* 3$/);
    const buckets = await samplesOf(url, 'gen_ai_client_operation_duration_bucket');
    expect(buckets.map((line) => /le="([^"]+)"/.exec(line)?.[1])).toEqual(
      '0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92 +Inf'.split(' '),
    );
    expect(await samplesOf(url, 'target_info')).toEqual([
      'target_info{service_name="dual-routing-gateway",service_version="1.2.3"} 1',
    ]);
  });

  it('serves one path by one method, and nothing of the gateway', async () => {
    const { system, url } = await begin();
    const status = async (path: string, init: RequestInit = {}): Promise<number> => {
      const answer = await fetch(`${url}${path}`, init);
      await answer.arrayBuffer();
      return answer.status;
    };
    expect(await status('/metrics')).toBe(200);
    expect(await status('/metrics', { method: 'POST', body: 'x' })).toBe(405);
    for (const path of ['/', '/health', '/metrics/', '/metrics?x=1', '/v1/status'])
      expect(await status(path)).toBe(404);
    const atTheGateway = await fetch(`${system.url}/metrics`);
    await atTheGateway.arrayBuffer();
    expect(atTheGateway.status).toBe(404);
  });

  it('ends with the gateway', async () => {
    const { system, url } = await begin();
    await system.app.close();
    await expect(fetch(`${url}/metrics`)).rejects.toThrow('fetch failed');
  });
});
