import { describe, expect, it } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { forgeToken, GOOD_CLAIMS, NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { createTokenKeys } from '../auth/keys/create-token-keys.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { authorizerEvent, INVOCATION, STAGE_ARN } from '../testing/authorizer-event.js';
import { Authorizer } from './authorizer.js';

const CONFIG = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };

function startAuthorizer() {
  const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
  const clock = { nowEpochMs: NOW_EPOCH_S * 1_000 };
  const nowEpochMs = () => clock.nowEpochMs;
  const authorizer = new Authorizer(
    new TokenVerifier(createTokenKeys(CONFIG, reader, { nowEpochMs }), CONFIG, nowEpochMs),
  );
  return { authorize: (event: unknown) => authorizer.authorize(event, INVOCATION), reader, clock };
}

const tokenWith = (claims: object) => forgeToken({ claims: { ...GOOD_CLAIMS, ...claims } });
const LOGGED_REQUEST = {
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  lambdaRequestId: 'lambda-request-1',
  method: 'POST',
  resource: '/bedrock/invoke',
  sourceIp: '192.0.2.7',
};

describe('Authorizer, without a token that holds', () => {
  it.each([
    ['missing', undefined],
    ['malformed', ''],
    ['malformed', 'Bearer'],
    ['malformed', `Basic ${forgeToken()}`],
    ['malformed', `Bearer ${forgeToken()} ${forgeToken()}`],
    ['too-large', `Bearer ${'e'.repeat(1_000_000)}`],
    ['malformed', `Bearer ${' '.repeat(1_000_000)}`],
    ['algorithm', `Bearer ${forgeToken({ header: { alg: 'none' } })}`],
    ['header', `Bearer ${forgeToken({ header: { alg: 'HS256', crit: ['exp'] } })}`],
    ['signature', `Bearer ${forgeToken({ secret: 'another-secret-of-more-than-32-bytes' })}`],
    ['claims', `Bearer ${tokenWith({ sub: '' })}`],
    ['expired', `Bearer ${tokenWith({ iat: NOW_EPOCH_S - 900, exp: NOW_EPOCH_S - 60 })}`],
    ['not-yet-valid', `Bearer ${tokenWith({ nbf: NOW_EPOCH_S + 60 })}`],
    ['too-long-lived', `Bearer ${tokenWith({ exp: NOW_EPOCH_S + 3_601 })}`],
  ])('makes API Gateway answer 401 and logs why: %s', async (reason, authorization) => {
    using output = captureOutput();
    const { authorize } = startAuthorizer();
    // The exact text: API Gateway answers 500 to any other.
    await expect(authorize(authorizerEvent(authorization))).rejects.toThrow(/^Unauthorized$/);
    expect(output.jsonLines()).toMatchObject([
      { level: 'warn', message: { ...LOGGED_REQUEST, outcome: 'refused', code: 'TOKEN_REFUSED', reason } },
    ]);
  });

  it('never takes a token from the query, the path or a header of another name', async () => {
    using _output = captureOutput();
    const { authorize } = startAuthorizer();
    const authorization = `Bearer ${forgeToken()}`;
    const event = {
      ...authorizerEvent(),
      authorizationToken: authorization,
      queryStringParameters: { Authorization: authorization, access_token: forgeToken() },
      multiValueQueryStringParameters: { Authorization: [authorization] },
      pathParameters: { Authorization: authorization },
      stageVariables: { Authorization: authorization },
    };
    await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);
  });

  it('logs neither the token nor anything that is in it', async () => {
    using output = captureOutput();
    const { authorize } = startAuthorizer();
    const token = tokenWith({ sub: 'mallory', tenant: 'acme', exp: NOW_EPOCH_S - 60, iat: NOW_EPOCH_S - 900 });
    const event = { ...authorizerEvent(`Bearer ${token}`), path: `/docs/${token}`, resource: '/docs' };
    await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);
    expect(output.text()).toContain('"resource":"/docs"');
    for (const part of [...token.split('.'), 'mallory', 'acme']) expect(output.text()).not.toContain(part);
  });
});

describe('Authorizer, where nothing can be said', () => {
  it('answers neither yes nor no without keys, and tells the operator which', async () => {
    using output = captureOutput();
    const { authorize, reader } = startAuthorizer();
    reader.failure = new Error('arn:aws:secretsmanager:secret-name');
    const answer = authorize(authorizerEvent(`Bearer ${forgeToken()}`));
    await expect(answer).rejects.toThrow(/^The authorizer cannot decide: keys-unavailable$/);
    await expect(answer).rejects.not.toHaveProperty('cause');
    const why = { code: 'TOKEN_KEYS_UNAVAILABLE', source: 'GATEWAY_TOKEN_SECRET_ID', reason: 'unreadable' };
    expect(output.jsonLines()).toMatchObject([
      { level: 'error', message: { ...LOGGED_REQUEST, outcome: 'failed', ...why } },
    ]);
    expect(output.text()).not.toContain('secret-name');
  });

  it.each([
    ['no object', null, 'type'],
    ['text', 'REQUEST', 'type'],
    ['an event of type TOKEN', { type: 'TOKEN', methodArn: `${STAGE_ARN}/GET/` }, 'type'],
    ['an event of an HTTP API', { version: '2.0', type: 'REQUEST', routeArn: `${STAGE_ARN}/GET/` }, 'method-arn'],
    ['a broken method ARN', { methodArn: STAGE_ARN }, 'method-arn'],
    ['a method ARN of wildcards', { methodArn: 'arn:aws:execute-api:us-east-1:123456789012:*/*/GET/' }, 'method-arn'],
  ])('answers neither yes nor no to %s, however good the token', async (_, change, reason) => {
    using output = captureOutput();
    const good = authorizerEvent(`Bearer ${forgeToken()}`);
    const event = typeof change === 'object' && change !== null ? { ...good, methodArn: undefined, ...change } : change;
    const answer = startAuthorizer().authorize(event);
    await expect(answer).rejects.toThrow(`The event is not one of a REST API's authorizer of type REQUEST: ${reason}`);
    expect(output.jsonLines()).toMatchObject([
      { level: 'error', message: { outcome: 'failed', code: 'AUTHORIZER_EVENT_UNREADABLE', reason } },
    ]);
  });
});

describe('Authorizer, given a token that holds', () => {
  const grantNothing = { permissions: ['bedrock:invoke'], routes: [] };

  it.each([
    ['a plain subject', 'alice'],
    ['a subject beyond ASCII', 'Zoë "Z"'],
    ['the longest subject', '🙂'.repeat(256)],
  ])('allows the whole stage to %s', async (_, sub) => {
    using output = captureOutput();
    const { principalId, policyDocument } = await startAuthorizer().authorize(
      authorizerEvent(`bearer ${tokenWith({ sub })}`),
    );
    expect(policyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Allow',
          Resource: 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef1234/prod/*',
        },
      ],
    });
    expect(principalId).toMatch(/^[\x21-\x7e]{1,256}$/);
    expect(output.text()).toBe('');
  });

  it('makes the same answer for every path of a stage, so that it can be kept', async () => {
    const { authorize } = startAuthorizer();
    const event = authorizerEvent(`Bearer ${forgeToken()}`);
    const other = { ...event, methodArn: `${STAGE_ARN}/GET/vpn/status`, path: '/vpn/status', httpMethod: 'GET' };
    expect(await authorize(event)).toEqual(await authorize(other));
  });

  it('denies the whole stage to a token that grants nothing, and logs it without a claim', async () => {
    using output = captureOutput();
    const event = authorizerEvent(`Bearer ${tokenWith(grantNothing)}`);
    const { principalId, policyDocument, context } = await startAuthorizer().authorize(event);
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: `${STAGE_ARN}/*` },
    ]);
    expect([principalId, context?.['subject']]).toEqual(['alice', 'alice']);
    const why = { outcome: 'refused', code: 'PERMISSION_DENIED', reason: 'nothing-granted' };
    expect(output.jsonLines()).toMatchObject([{ level: 'warn', message: { ...LOGGED_REQUEST, ...why } }]);
    expect(output.text()).not.toContain('alice');
  });

  it('stays within what API Gateway takes for the largest token', async () => {
    const many = (text: string) => Array.from({ length: 100 }, (_, n) => `${text}${n}`);
    const token = tokenWith({ sub: '"'.repeat(256), models: many('m'.repeat(36)), classifications: ['cui'] });
    const answer = await startAuthorizer().authorize(authorizerEvent(`Bearer ${token}`));
    expect(JSON.stringify(answer).length).toBeLessThan(8_192);
    for (const value of Object.values(answer.context ?? {})) expect(value).toBeTypeOf('string');
  });

  it('goes on with the keys at hand while the secret cannot be read', async () => {
    using _output = captureOutput();
    const { authorize, reader, clock } = startAuthorizer();
    const event = authorizerEvent(`Bearer ${tokenWith({ exp: NOW_EPOCH_S + 3_600 })}`);
    await authorize(event);
    reader.failure = new Error('down');
    clock.nowEpochMs += 1_800_000;
    expect((await authorize(event)).policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
  });
});
