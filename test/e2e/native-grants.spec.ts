import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenGrant } from '../../apps/gateway/src/auth/issue-token.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { callNative, CONVERSE, CONVERSE_STREAM, INVOKE, MODEL_CALLS, NATIVE_CALLS } from '../support/native-calls.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

const ALL = ['bedrock:invoke', 'bedrock:invoke-stream', 'bedrock:list-models', 'status:read', 'audit:read'] as const;

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

describe.each(NATIVE_CALLS)('$operation', (call) => {
  it(`needs ${call.permission}, and no other permission will do`, async () => {
    const token = await system.token({ permissions: ALL.filter((other) => other !== call.permission) });
    const response = await callNative(system, call, { token });
    const message = await expectNativeProblem(response, 403, 'AccessDeniedException');
    expect(message).toBe(`The token does not grant this: permission ${call.permission}`);
    await expectRefusedOnRecord(response, call.operation);
  });

  it(`is content with ${call.permission} alone`, async () => {
    const token = await system.token({ permissions: [call.permission] });
    const response = await callNative(system, call, { token });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  });

  it('is refused on a route that the token does not grant', async () => {
    const token = await system.token({ routes: ['internet'] });
    const response = await callNative(system, call, { prefix: '/vpn', token });
    const message = await expectNativeProblem(response, 403, 'AccessDeniedException');
    expect(message).toBe('This route may not be taken: route vpn; because caller');
    await expectRefusedOnRecord(response, call.operation);
  });

  it('is refused on a route that the data may not take', async () => {
    const headers = { 'x-data-classification': 'cui' };
    const response = await callNative(system, call, { prefix: '/internet', headers });
    const message = await expectNativeProblem(response, 403, 'AccessDeniedException');
    expect(message).toBe('This route may not be taken: route internet; because data-class');
    await expectRefusedOnRecord(response, call.operation);
  });
});

it.each(MODEL_CALLS)('$operation is refused for a model that the token does not grant', async (call) => {
  const token = await system.token({ models: ['mistral.*', 'anthropic.claude-3-haiku'] });
  const response = await callNative(system, call, { token });
  expect(await expectNativeProblem(response, 403, 'AccessDeniedException')).toBe('The token does not grant this model');
  await expectRefusedOnRecord(response, call.operation);
});

interface Refusal {
  readonly what: string;
  readonly grant: Partial<TokenGrant>;
  readonly prefix?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'any route, when none is granted',
    grant: { routes: [] },
    message: 'This route may not be taken: route any; because caller',
  },
  {
    what: 'a route by header',
    grant: { routes: ['internet'] },
    headers: { 'x-routing-method': 'vpn' },
    message: 'This route may not be taken: route vpn; because caller',
  },
  {
    what: 'the only class of the token, which may not take the route',
    grant: { classifications: ['cui'] },
    prefix: '/internet',
    message: 'This route may not be taken: route internet; because data-class',
  },
  {
    what: 'a class that is not granted',
    grant: { classifications: ['public'] },
    headers: { 'x-data-classification': 'internal' },
    message: 'The token does not grant this data class',
  },
  {
    what: 'the default class, when none is granted',
    grant: { classifications: [] },
    message: 'The token does not grant this data class',
  },
  { what: 'any model, when none is granted', grant: { models: [] }, message: 'The token does not grant this model' },
];

describe.each([INVOKE, CONVERSE, CONVERSE_STREAM])('$operation: what a token does not grant is a 403', (call) => {
  it.each(REFUSALS)('$what', async ({ grant, prefix = '', headers = {}, message }) => {
    const response = await callNative(system, call, { prefix, headers, token: await system.token(grant) });
    expect(await expectNativeProblem(response, 403, 'AccessDeniedException')).toBe(message);
    await expectRefusedOnRecord(response, call.operation);
  });

  it.each([
    ['the internet only', { routes: ['internet'] }, 'internet'],
    ['the tunnel only', { routes: ['vpn'] }, 'vpn'],
    ['one class, that has to take the tunnel', { classifications: ['cui'] }, 'vpn'],
  ] as const)('%s: so an open choice is made for the caller', async (_, grant, route) => {
    const response = await callNative(system, call, { token: await system.token(grant) });
    await response.arrayBuffer();
    expect(wayOf(response)).toEqual({ status: 200, attempts: `${route}:ok`, method: route });
    const classification = 'classifications' in grant ? 'cui' : 'internal';
    expect(await system.recordOf(response)).toMatchObject({ dataClassification: classification, routingMethod: route });
  });
});

it('an operation that is not offered needs a token all the same, but no permission for it', async () => {
  const call = { ...INVOKE, path: '/guardrail/abc/version/1/apply/x' };
  const token = await system.token({ permissions: ['status:read'] });
  await expectNativeProblem(await callNative(system, call, { token }), 404, 'UnknownOperationException');
  await expectNativeProblem(await callNative(system, call, { token: 'x' }), 401, 'UnauthorizedException');
});

async function expectRefusedOnRecord(response: Response, operation: string): Promise<void> {
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  const requestId = response.headers.get('x-request-id');
  const records = (await system.records()).filter((candidate) => candidate['requestId'] === requestId);
  expect(records).toEqual([
    expect.objectContaining({
      operation,
      outcome: 'refused',
      statusCode: 403,
      success: false,
      errorType: 'AccessDeniedException',
      subject: 'tester',
      attempts: [],
    }),
  ]);
}
