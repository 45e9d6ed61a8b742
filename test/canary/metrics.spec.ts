import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askInEveryWay, type Askers } from './ask-in-every-way.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { requestLines, writtenLines } from './log-lines.js';
import { pathOfEntry } from '../support/bundled.js';
import { runGateway, type RunningGateway } from './running-gateway.js';

let ground: CanaryGround;
let gateway: RunningGateway;
let metricsUrl: string;
let askers: Askers;

beforeAll(async () => {
  ground = await prepareGround();
  const port = await findFreePort();
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const variables = {
    ...ground.env,
    GATEWAY_METRICS: 'emf',
    GATEWAY_METRICS_PORT: String(port),
    GATEWAY_REQUEST_LOG: 'true',
  };
  gateway = await runGateway(variables, pathOfEntry('main'));
  if (gateway.url === '') throw new Error(gateway.written.stderr.toString());
  askers = await askInEveryWay(gateway.url, ground);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('what Prometheus gets has the tenant of a caller, and nothing else that anybody said', async () => {
  const text = await (await fetch(metricsUrl)).text();
  expect(text).toContain('gateway_requests_total');
  expect(ground.canaries.leaksIn(text, askers.tenants)).toEqual([]);
  expect(ground.canaries.leaksIn(text)).not.toEqual([]);
});

it('lines of requests and of problems have subject and tenant, and no line has anything else', () => {
  const { stdout, stderr } = gateway.written;
  const lines = requestLines(stdout);
  expect(lines.split('\n').length).toBeGreaterThan(10);
  expect(ground.canaries.leaksIn(lines, [...askers.subjects, ...askers.tenants])).toEqual([]);
  expect(ground.canaries.leaksIn(lines)).not.toEqual([]);
  expect(ground.canaries.leaksIn(writtenLines(stdout), [...askers.subjects, ...askers.tenants])).toEqual([]);
  expect(ground.canaries.leaksIn(stderr)).toEqual([]);
});
