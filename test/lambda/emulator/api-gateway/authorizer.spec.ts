import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Gate } from '../testing/gate.js';
import { method, readApi, startApi, type StartedApi } from '../testing/start-api.js';

/** The token says what the authorizer does. */
const HANDLERS = `
const policy = (Effect, Resource) =>
  ({ Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] });
export const decide = async ({ headers, methodArn, type, ...event }) => {
  const all = methodArn.split('/').slice(0, 2).join('/') + '/*';
  switch (headers.Authorization) {
    case 'allow': return { principalId: 'me', policyDocument: policy('Allow', all), context: { admin: true, level: 3 } };
    case 'allow-here': return { principalId: 'me', policyDocument: policy('Allow', methodArn) };
    case 'deny': return { principalId: 'me', policyDocument: policy('Deny', all) };
    case 'unauthorized': throw new Error('Unauthorized');
    case 'broken': throw new Error('broken');
    case 'nested': return { principalId: 'me', policyDocument: policy('Allow', all), context: { list: [] } };
    case 'tell': return { principalId: 'me', policyDocument: policy('Allow', all), context: { event: JSON.stringify({ methodArn, type, event }) } };
    default: return {};
  }
};
export const echo = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? null) });
`;

const AUTHORIZER_URI =
  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${decide.Arn}/invocations';

/** A security scheme that asks the function above. */
function scheme(source: string, ttl: number): string {
  const authorizer = [
    'type: request',
    `identitySource: ${source}`,
    `authorizerResultTtlInSeconds: ${ttl}`,
    `authorizerUri: !Sub '${AUTHORIZER_URI}'`,
  ];
  return `{ type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authorizer: { ${authorizer.join(', ')} } }`;
}

const BODY = `
openapi: 3.0.1
paths:
  /public: { get: ${method('echo')} }
  /a: { get: ${method('echo', ', security: [{ Kept: [] }]')} }
  /b/{id}: { get: ${method('echo', ', security: [{ Kept: [] }]')} }
  /fresh: { get: ${method('echo', ', security: [{ Fresh: [] }]')} }
security: [{ Kept: [] }]
components:
  securitySchemes:
    Kept: ${scheme('method.request.header.Authorization', 60)}
    Fresh: ${scheme('method.request.header.authorization', 0)}
`;

let gate: Gate;
let started: StartedApi;
let nowEpochMs = 0;

beforeAll(async () => {
  gate = await Gate.start();
  started = await startApi(HANDLERS, (names) => readApi(BODY, names), gate, { now: () => nowEpochMs });
});

beforeEach(() => {
  // What an earlier test has had kept is forgotten.
  nowEpochMs += 61_000;
});

afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
});

async function call(path: string, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = token === undefined ? {} : { Authorization: token };
  const response = await fetch(`${started.api.url}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

/** How often the authorizer's function is asked while something is done. */
async function countAsked(work: () => Promise<unknown>): Promise<number> {
  const { length } = started.lambda.function('decide').invocations;
  await work();
  return started.lambda.function('decide').invocations.length - length;
}

describe('an authorizer', () => {
  it('is not asked where a method does not name it, whatever the root of the document says', async () => {
    expect(await call('/public')).toEqual({ status: 200, body: null });
  });

  it('is not asked about a request that does not say who calls', async () => {
    const asked = await countAsked(async () => {
      expect(await call('/a')).toEqual({ status: 401, body: { message: 'Unauthorized' } });
    });
    expect(asked).toBe(0);
  });

  it.each([
    ['unauthorized', 401, 'Unauthorized'],
    ['deny', 403, 'User is not authorized to access this resource with an explicit deny'],
    ['broken', 500, null],
    ['nested', 500, null],
    ['nothing', 500, null],
  ])('answers "%s" with %i', async (token, status, message) => {
    expect(await call('/a', token)).toEqual({ status, body: { message } });
  });

  it('hands its context to the function as texts', async () => {
    const { body } = await call('/a', 'allow');
    expect(body).toEqual({
      principalId: 'me',
      admin: 'true',
      level: '3',
      integrationLatency: expect.any(Number) as number,
    });
  });

  it('sees the request, with empty maps where functions see nothing', async () => {
    const { body } = (await call('/b/1%2F2?x=1&x=2', 'tell')) as { body: { event: string } };
    expect(JSON.parse(body.event)).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:api0emu1ated/dev/GET/b/1%2F2',
      event: {
        resource: '/b/{id}',
        path: '/b/1%2F2',
        queryStringParameters: { x: '2' },
        multiValueQueryStringParameters: { x: ['1', '2'] },
        pathParameters: { id: '1%2F2' },
        stageVariables: {},
      },
    });
  });

  it('is asked once for as long as its answer is kept, for every path', async () => {
    const asked = await countAsked(async () => {
      expect((await call('/a', 'allow')).status).toBe(200);
      expect((await call('/b/1', 'allow')).status).toBe(200);
      nowEpochMs += 59_999;
      expect((await call('/a', 'allow')).status).toBe(200);
    });
    expect(asked).toBe(1);
    nowEpochMs += 1;
    expect(await countAsked(() => call('/a', 'allow'))).toBe(1);
  });

  it('refuses the next path when it has allowed one only', async () => {
    expect((await call('/a', 'allow-here')).status).toBe(200);
    expect(await call('/b/1', 'allow-here')).toEqual({
      status: 403,
      body: { message: 'User is not authorized to access this resource' },
    });
  });

  it('keeps denials, but neither refusals nor failures', async () => {
    const twice = (token: string) => async (): Promise<void> => {
      await call('/a', token);
      await call('/a', token);
    };
    expect(await countAsked(twice('deny'))).toBe(1);
    expect(await countAsked(twice('unauthorized'))).toBe(2);
    expect(await countAsked(twice('broken'))).toBe(2);
  });

  it('is asked every time when nothing is to be kept', async () => {
    expect(await countAsked(() => Promise.all([call('/fresh', 'allow'), call('/fresh', 'allow')]))).toBe(2);
  });
});
