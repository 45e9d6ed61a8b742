import { describe, expect, it } from 'vitest';
import { forgeToken, GOOD_CLAIMS } from '../support/forge-token.js';
import { signClaims, tokenFor } from '../support/tokens.js';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';

/** What API Gateway takes for the time when it looks at what it has kept. */
let nowEpochMs = Date.parse('2026-01-01T00:00:00Z');
const shared = shareDeployed(() => ({ now: () => nowEpochMs }));

const decisions = (): number => shared.function('authorizer').invocations.length;
const invocations = (): number =>
  shared.function('internet').invocations.length + shared.function('vpn').invocations.length;

describe('a decision of the authorizer', () => {
  it('is kept for a minute, and right for every path and function', async () => {
    const token = await tokenFor(shared.sandbox);
    const before = decisions();
    expect((await shared.ask('/status', { token })).status).toBe(200);
    expect((await shared.ask(`${HAIKU_PATH}/converse`, { token, body: CONVERSATION })).status).toBe(200);
    expect((await shared.ask(`/vpn${HAIKU_PATH}/converse-stream`, { token, body: CONVERSATION })).status).toBe(200);
    expect(decisions() - before).toBe(1);
    nowEpochMs += 60_001;
    expect((await shared.ask('/v1/vpn/status', { token })).status).toBe(200);
    expect(decisions() - before).toBe(2);
  });

  it('that was kept does not outlive the token: the guard looks at it again', async () => {
    const nowS = Math.floor(Date.now() / 1_000);
    const claims = { ...GOOD_CLAIMS, permissions: ['status:read'], iat: nowS - 120, exp: nowS - 28 };
    const token = await signClaims(shared.sandbox, claims);
    const before = decisions();
    expect((await shared.ask('/status', { token })).status).toBe(200);
    let answer = await shared.ask('/status', { token });
    // It ends within two seconds: clocks may differ by thirty.
    while (answer.status === 200) answer = await shared.ask('/status', { token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(decisions() - before).toBe(1);
  });
});

describe('a request that the authorizer turns away', () => {
  it.each([
    ['without a good signature', () => forgeToken({ secret: 'x'.repeat(40), claims: GOOD_CLAIMS }), 'signature'],
    ['that is none', () => 'nonsense', 'malformed'],
  ])(
    'for a token %s is a 401, reaches no function of the gateway, and has a reason in the log',
    async (_, make, reason) => {
      const before = invocations();
      const answer = await shared.ask('/status', { token: make() });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        message: expect.any(String),
        statusCode: 401,
        error: { type: 'UnauthorizedException', retryable: false },
        requestId: answer.headers.get('x-request-id'),
      });
      expect(invocations()).toBe(before);
      const line = await shared.function('authorizer').log.line(new RegExp(String(answer.headers.get('x-request-id'))));
      expect(line.text).toContain(`"reason":"${reason}"`);
    },
  );

  it('without a token is a 401 that nobody is asked about', async () => {
    const before = decisions();
    const answer = await fetch(`${shared.gateway.url}/status`);
    expect(answer.status).toBe(401);
    expect(decisions()).toBe(before);
  });

  it('for a token that grants nothing is a 403, for SDKs and for everybody else', async () => {
    const before = invocations();
    const token = await tokenFor(shared.sandbox, { permissions: [], routes: [] });
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { token, body: CONVERSATION });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(await answer.json()).toMatchObject({
      message: expect.any(String),
      error: { type: 'AccessDeniedException' },
    });
    expect(invocations()).toBe(before);
  });
});

it('open paths ask nobody', async () => {
  const before = decisions();
  const answers = await Promise.all(
    ['/health', '/vpn/health', '/docs', '/openapi.json'].map((path) => fetch(`${shared.gateway.url}${path}`)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(decisions()).toBe(before);
});
