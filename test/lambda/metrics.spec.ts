import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from 'aws-lambda';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { LambdaGateway } from '../../apps/gateway/src/lambda/lambda-gateway.js';
import { definitionOf, METRIC_NAMES } from '../../apps/gateway/src/telemetry/metric-definitions.js';
import { proxyEvent } from '../../apps/gateway/src/testing/proxy-event.js';
import { RuntimeStream, stubRuntime } from '../../apps/gateway/src/testing/runtime-stream.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { MODELS } from '../support/models.js';
import { environmentOf } from '../support/system.js';
import { tokenFor } from '../support/tokens.js';

const [, { modelId, body }] = MODELS;
const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;
const PRICES = '{"*":{"inputUsdPerMTok":3,"outputUsdPerMTok":15}}';

type Line = Readonly<Record<string, unknown>>;
interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

let sandbox: Sandbox;
let gateway: LambdaGateway;
let token: string;
let output: CapturedOutput;

beforeAll(async () => {
  sandbox = await startSandbox();
  const env = {
    ...environmentOf(sandbox),
    GATEWAY_METRICS: 'emf',
    GATEWAY_METRICS_NAMESPACE: 'gate-test',
    GATEWAY_MODEL_PRICES: PRICES,
    GATEWAY_REQUEST_LOG: 'true',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  gateway = await LambdaGateway.start(loadGatewayConfig(env));
  token = await tokenFor(sandbox, { tenant: 'blue' });
});
beforeEach(() => {
  stubRuntime();
  output = captureOutput();
});
afterEach(async () => {
  output[Symbol.dispose]();
  vi.unstubAllGlobals();
  await sandbox.faults.set('internet', { fault: 'none' });
});
afterAll(async () => {
  using _ = captureOutput();
  await gateway.close();
  await sandbox.close();
  vi.unstubAllEnvs();
});

function eventFor(path: string, authorization = `Bearer ${token}`): object {
  const multiValueHeaders = { Authorization: [authorization], 'Content-Type': ['application/json'] };
  return proxyEvent({ httpMethod: 'POST', path, multiValueHeaders, body: JSON.stringify({ modelId, body }) });
}

const isDocument = (line: Line): boolean => '_aws' in line;
const documents = (): readonly Line[] => output.jsonLines().filter(isDocument);
const directivesOf = (document: Line): readonly Directive[] =>
  (document['_aws'] as { CloudWatchMetrics: readonly Directive[] }).CloudWatchMetrics;
const documentWith = (metric: string): Line | undefined => documents().find((document) => metric in document);

describe.each(['stream', 'answer'] as const)('metrics of LambdaGateway.%s', (mode) => {
  const serve = (event: unknown): Promise<unknown> =>
    mode === 'stream' ? gateway.stream(event, new RuntimeStream().stream, CONTEXT) : gateway.answer(event, CONTEXT);

  it('are in the log, once, when the invocation is over', async () => {
    await serve(eventFor('/bedrock/invoke-stream'));
    const lines = output.text();
    expect(documents().filter((document) => 'gateway.requests' in document)).toHaveLength(1);
    expect(documentWith('gateway.requests')).toMatchObject({
      'gateway.route': 'internet',
      'gateway.tenant': 'blue',
      'gen_ai.request.model': modelId,
      'gateway.requests': 1,
      'gateway.attempts': 1,
      'gateway.attempt.outcome': 'ok',
      'gateway.breaker.state': 0,
      'gateway.route.up': 1,
    });
    for (const name of ['gen_ai.server.time_to_first_token', 'gateway.cost.estimated', 'gen_ai.client.token.usage']) {
      expect(documentWith(name)?.[name], name).toEqual(expect.any(Number));
    }
    // Nothing comes later, when the function is frozen.
    await new Promise((resolve) => setImmediate(resolve));
    expect(output.text()).toBe(lines);
  });

  it('are those of the catalogue, by its very sets, in the namespace of the deployment', async () => {
    await serve(eventFor('/bedrock/invoke'));
    for (const { Namespace, Dimensions, Metrics } of documents().flatMap(directivesOf)) {
      expect(Namespace).toBe('gate-test');
      for (const { Name } of Metrics) {
        const name = METRIC_NAMES.find((known) => known === Name);
        if (name === undefined) throw new Error(`${Name} is in no catalogue`);
        expect(definitionOf(name).sets).toEqual(expect.arrayContaining([...Dimensions]));
      }
    }
  });

  it('tell how often another route had to help', async () => {
    await sandbox.faults.set('internet', { fault: 'down' });
    await serve(eventFor('/bedrock/invoke'));
    expect(documentWith('gateway.fallbacks')).toMatchObject({ 'gateway.route': 'vpn', 'gateway.fallbacks': 1 });
    const outcomes = documents().filter((document) => 'gateway.attempts' in document);
    expect(new Set(outcomes.map((document) => document['gateway.attempt.outcome']))).toEqual(
      new Set(['ok', 'unreachable']),
    );
  });

  it('count who comes without a token, and nothing else of them', async () => {
    await serve(eventFor('/bedrock/invoke', 'Bearer canary'));
    expect(documentWith('gateway.problems')).toMatchObject({
      'http.response.status_code': '401',
      'gateway.problems': 1,
    });
    expect(documentWith('gateway.requests')).toBeUndefined();
    expect(output.text()).not.toContain('canary');
  });

  it('come with a line for the request, and none for whoever has no token', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
    await serve(eventFor('/v1/internet/bedrock/invoke'));
    await serve(eventFor('/bedrock/invoke', 'Bearer none'));
    const message = {
      operation: 'InvokeModel',
      tenant: 'blue',
      route: 'internet',
      attempts: 'internet:ok',
      status: 200,
    };
    const lines = output.jsonLines().filter(({ message: said }) => (said as Line | undefined)?.['event'] === 'request');
    expect(lines).toMatchObject([{ message, traceId: '1-5759e988-bd862e3fe1be46a994272793' }]);
  });
});
