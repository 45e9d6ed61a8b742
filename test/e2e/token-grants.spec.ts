import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenGrant } from '../../apps/gateway/src/auth/issue-token.js';
import { isAnsweredByApiGateway } from '../support/answered-by-api-gateway.js';
import { expectProblem, type ProblemDocument } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { LISTS, seen } from '../support/profile-calls.js';
import { shareSystem } from '../support/share-system.js';
import { signClaims } from '../support/tokens.js';
import { NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

const ALL = [
  'bedrock:invoke',
  'bedrock:invoke-stream',
  'bedrock:list-models',
  'status:read',
  'audit:read',
  'console:read',
] as const;
const OPUS = HELLO.modelId;

const PATHS = [
  ['POST', '/bedrock/invoke', 'bedrock:invoke', 'InvokeModel'],
  ['POST', '/v1/vpn/bedrock/invoke-model', 'bedrock:invoke', 'InvokeModel'],
  ['POST', '/bedrock/invoke-stream', 'bedrock:invoke-stream', 'InvokeModelWithResponseStream'],
  [
    'POST',
    '/internet/bedrock/invoke-model-with-response-stream',
    'bedrock:invoke-stream',
    'InvokeModelWithResponseStream',
  ],
  ['GET', '/bedrock/models', 'bedrock:list-models', 'ListModels'],
  ['GET', '/vpn/bedrock/models/us.amazon.nova-premier-v1:0', 'bedrock:list-models', 'GetModel'],
  ['GET', '/status', 'status:read', 'GetStatus'],
  ['GET', '/v1/vpn/status', 'status:read', 'GetStatus'],
  ['GET', '/health/ready', 'status:read', 'GetReadiness'],
] as const;

function call(method: 'GET' | 'POST', path: string, token: string): Promise<Response> {
  return method === 'GET' ? get(system, path, { token }) : post(system, path, HELLO, { token });
}

describe.each(PATHS)('%s %s', (method, path, permission, operation) => {
  it(`needs ${permission}, and no other permission will do`, async () => {
    const token = await system.token({ permissions: ALL.filter((other) => other !== permission) });
    const response = await call(method, path, token);
    const { error } = await expectProblem(response, 403, 'AccessDeniedException');
    expect(error).toMatchObject({ message: 'The token does not grant this', details: { permission } });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    await expectRefusedOnRecord(response, { operation });
  });

  it(`is content with ${permission} alone`, async () => {
    const response = await call(method, path, await system.token({ permissions: [permission] }));
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  });
});

interface Refusal {
  readonly what: string;
  readonly grant: Partial<TokenGrant>;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
  /** Default: none. */
  readonly details?: ProblemDocument['error']['details'];
}

const BY_ROUTE = 'This route may not be taken';
const BY_CLASS = 'The token does not grant this data class';
const BY_MODEL = 'The token does not grant this model';

const REFUSALS: readonly Refusal[] = [
  {
    what: 'a route that is not granted',
    grant: { routes: ['internet'] },
    path: '/vpn',
    message: BY_ROUTE,
    details: { route: 'vpn', because: 'caller' },
  },
  {
    what: 'the other route that is not granted',
    grant: { routes: ['vpn'] },
    path: '/v1/internet',
    message: BY_ROUTE,
    details: { route: 'internet', because: 'caller' },
  },
  {
    what: 'a route by header',
    grant: { routes: ['internet'] },
    headers: { 'x-routing-method': 'vpn' },
    message: BY_ROUTE,
    details: { route: 'vpn', because: 'caller' },
  },
  {
    what: 'any route, when none is granted',
    grant: { routes: [] },
    message: BY_ROUTE,
    details: { route: 'any', because: 'caller' },
  },
  {
    what: 'a route that the data may not take',
    grant: {},
    path: '/internet',
    headers: { 'x-data-classification': 'cui' },
    message: BY_ROUTE,
    details: { route: 'internet', because: 'data-class' },
  },
  {
    what: 'a route that the only class of the token may not take',
    grant: { classifications: ['cui'] },
    path: '/internet',
    message: BY_ROUTE,
    details: { route: 'internet', because: 'data-class' },
  },
  {
    what: 'a class that is not granted',
    grant: { classifications: ['public'] },
    headers: { 'x-data-classification': 'internal' },
    message: BY_CLASS,
  },
  {
    what: 'a class that is not granted, on its own route',
    grant: { classifications: ['public', 'internal'] },
    path: '/vpn',
    headers: { 'x-data-classification': 'cui' },
    message: BY_CLASS,
  },
  { what: 'the default class, when none is granted', grant: { classifications: [] }, message: BY_CLASS },
  {
    what: 'the default class, when two others are granted',
    grant: { classifications: ['public', 'cui'] },
    message: BY_CLASS,
  },
  { what: 'any model, when none is granted', grant: { models: [] }, message: BY_MODEL },
  {
    what: 'a model of somebody else',
    grant: { models: ['meta.*', 'us.meta.*', 'amazon.*'] },
    message: BY_MODEL,
  },
  { what: 'a model in capitals', grant: { models: ['US.ANTHROPIC.*'] }, message: BY_MODEL },
  {
    what: 'a model whose id only begins like a granted one',
    grant: { models: ['us.anthropic.claude-opus-4-1'] },
    message: BY_MODEL,
  },
  {
    what: 'a model by a pattern that is none',
    grant: { models: ['us.anthropic.?laude.*', '/.*/', '[u]s.*', '**x'] },
    message: BY_MODEL,
  },
];

describe('what a token does not grant is a 403, on record, with nothing sent', () => {
  it.each(REFUSALS)('$what', async ({ grant, path = '', headers = {}, message, details = {} }) => {
    const response = await post(system, `${path}/bedrock/invoke`, HELLO, { token: await system.token(grant), headers });
    const { error } = await expectProblem(response, 403, 'AccessDeniedException');
    expect(error).toMatchObject({ message, details });
    // What is behind a profile may have to be looked up, but the model is not called.
    expect(seen(system).filter((call) => !LISTS.includes(call))).toEqual([]);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    await expectRefusedOnRecord(response, { operation: 'InvokeModel' });
  });

  it.each(['permissions', 'routes', 'models', 'classifications'])(
    'a claim "%s" that is missing grants nothing',
    async (name) => {
      expect((await postWith({})).status).toBe(200);
      await expectProblem(await postWith({ [name]: undefined }), 403, 'AccessDeniedException');
    },
  );

  it.each([
    ['a text', 'bedrock:invoke'],
    ['true', true],
    ['an object', { 0: 'bedrock:invoke', length: 1 }],
    ['a list in a list', [['bedrock:invoke']]],
    ['a star', ['*']],
    ['words in one', ['bedrock:invoke bedrock:invoke-stream']],
    ['capitals', ['BEDROCK:INVOKE']],
  ])('permissions that are %s grant nothing', async (_, permissions) => {
    const response = await postWith({ permissions });
    const { error } = await expectProblem(response, 403, 'AccessDeniedException');
    // A token that grants nothing at all does not get past API Gateway.
    expect(error.details).toEqual(isAnsweredByApiGateway(response) ? {} : { permission: 'bedrock:invoke' });
  });
});

describe('what a token does grant', () => {
  it.each([
    ['everything', ['*']],
    ['the very id', [OPUS]],
    ['all of a provider', ['us.anthropic.*']],
    ['a piece in the middle', ['x', '*opus*v1:0']],
  ])('models: %s', async (_, models) => {
    const response = await post(system, '/bedrock/invoke', HELLO, { token: await system.token({ models }) });
    expect(response.status).toBe(200);
  });

  it.each([
    ['the internet only', { routes: ['internet'] }, 'internet'],
    ['the tunnel only', { routes: ['vpn'] }, 'vpn'],
    ['one class, that has to take the tunnel', { classifications: ['cui'] }, 'vpn'],
  ] as const)('%s: so an open choice is made for the caller', async (_, grant, route) => {
    const response = await post(system, '/bedrock/invoke', HELLO, { token: await system.token(grant) });
    expect(wayOf(response)).toEqual({ status: 200, attempts: `${route}:ok`, method: route });
  });
});

async function postWith(claims: object): Promise<Response> {
  const iat = Math.floor(Date.now() / 1_000);
  const grants = {
    permissions: ['bedrock:invoke'],
    routes: ['internet'],
    models: ['*'],
    classifications: ['internal'],
  };
  const token = await signClaims(system.sandbox, {
    sub: 'tester',
    iat,
    exp: iat + 600,
    jti: randomUUID(),
    ...grants,
    ...claims,
  });
  return post(system, '/bedrock/invoke', HELLO, { token });
}

async function expectRefusedOnRecord(response: Response, record: object): Promise<void> {
  const requestId = response.headers.get('x-request-id');
  const records = (await system.records()).filter((candidate) => candidate['requestId'] === requestId);
  expect(records).toEqual([
    expect.objectContaining({
      ...record,
      outcome: 'refused',
      statusCode: 403,
      success: false,
      errorType: 'AccessDeniedException',
      subject: 'tester',
      tokenId: expect.any(String),
      attempts: [],
    }),
  ]);
}
