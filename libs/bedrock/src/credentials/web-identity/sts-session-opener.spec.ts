import { describe, expect, it, onTestFinished } from 'vitest';
import { BedrockConnection } from '../../connection/bedrock-connection.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { startHttpServer } from '../../testing/loopback-server.js';
import { connectionOptions } from '../../testing/open-invoker.js';
import { startAws } from '../../testing/scripted-aws.js';
import type { Principal } from '../principal.js';
import type { RoleSession } from './role-session.js';
import { createSessionOpener } from './sts-session-opener.js';
import { WebIdentityTokens } from './web-identity-tokens.js';

const ROLE = 'arn:aws:iam::123456789012:role/gateway-bedrock';
const { signal } = new AbortController();
const CREDENTIALS = `<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>shh</SecretAccessKey><SessionToken>session</SessionToken>
<Expiration>2027-01-15T09:00:00Z</Expiration>`;
const answered = (credentials: string): string =>
  `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
  <Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
const refused = (code: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>
  <Message>sesame</Message></Error></ErrorResponse>`;

class FixedTokens extends WebIdentityTokens {
  readonly issuedFor: unknown[] = [];

  constructor(private readonly failure?: Error) {
    super();
  }

  override issue(principal: Principal | undefined): Promise<string> {
    this.issuedFor.push(principal);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve('the.token.itself');
  }

  override close(): void {}
}

/** Opens one session by a connection of its own. */
async function open(
  options: Partial<ConnectionOptions>,
  { tokens = new FixedTokens(), principal = undefined as Principal | undefined, limit = signal } = {},
): Promise<RoleSession> {
  const connection = new BedrockConnection(connectionOptions({ region: 'us-east-1', ...options }));
  onTestFinished(() => connection.close());
  return createSessionOpener(connection, tokens, ROLE)(principal, limit);
}

describe('a session of the role', () => {
  it('is opened by one unsigned call, with the token and a name for whom it is', async () => {
    await using sts = await startAws(() => ({ status: 200, body: answered(CREDENTIALS) }));
    const tokens = new FixedTokens();
    const principal = { subject: 'alice', tenant: 'dept-a' };
    expect(await open({ stsEndpoint: sts.origin }, { tokens, principal })).toEqual({
      credentials: { kind: 'access-key', accessKeyId: 'ASIA1', secretAccessKey: 'shh', sessionToken: 'session' },
      expiresAtEpochMs: Date.UTC(2027, 0, 15, 9),
    });
    expect(tokens.issuedFor).toEqual([principal]);
    expect(sts.asked).toHaveLength(1);
    expect(sts.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(Object.fromEntries(new URLSearchParams(sts.asked[0]?.body))).toEqual({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: ROLE,
      RoleSessionName: 'dept-a.alice-35335d09ec4ecc252d35',
      WebIdentityToken: 'the.token.itself',
      DurationSeconds: '3600',
    });
  });

  it.each([
    'AccessDenied',
    'ExpiredTokenException',
    'IDPCommunicationError',
    'IDPRejectedClaim',
    'InvalidIdentityToken',
  ])('is none when STS says %s, by its name and not in its words', async (code) => {
    await using sts = await startAws(() => ({ status: 400, body: refused(code) }));
    const failure = await open({ stsEndpoint: sts.origin }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE', missingOn: 'this-route' });
    expect((failure as Error).message).toContain(`STS refuses the identity token (${code}`);
    expect((failure as Error).message).not.toContain('sesame');
    expect(sts.asked).toHaveLength(1);
  });

  it.each([
    ['with an error that nobody has heard of', 500, refused('Sesame')],
    ['with a page', 200, '<html>sesame</html>'],
    ['with more than any answer has', 200, answered(CREDENTIALS) + ' '.repeat(65_536)],
  ])('is none when STS answers %s', async (_, status, body) => {
    await using sts = await startAws(() => ({ status, body }));
    await expect(open({ stsEndpoint: sts.origin })).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      missingOn: 'this-route',
      message: expect.not.stringContaining('esame'),
    });
  });

  it.each(['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])('is none without its %s', async (name) => {
    const rest = CREDENTIALS.replace(new RegExp(`<${name}>[^<]*</${name}>`), '');
    await using sts = await startAws(() => ({ status: 200, body: answered(rest) }));
    await expect(open({ stsEndpoint: sts.origin })).rejects.toThrow('the answer of STS is incomplete');
  });

  it('is none without a token, on any route', async () => {
    await using sts = await startAws(() => ({ status: 200, body: answered(CREDENTIALS) }));
    const tokens = new FixedTokens(new Error('KMS is away'));
    await expect(open({ stsEndpoint: sts.origin }, { tokens })).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      missingOn: 'every-route',
    });
    expect(sts.asked).toEqual([]);
  });

  it('is none where STS does not answer in time, and the socket is given up', async () => {
    let isGivenUp = false;
    await using silent = await startHttpServer((request) => void request.once('close', () => (isGivenUp = true)));
    const late = open({ stsEndpoint: silent.origin }, { limit: AbortSignal.timeout(50) });
    await expect(late).rejects.toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE', missingOn: 'this-route' });
    await expect.poll(() => isGivenUp).toBe(true);
  });

  it('is asked for at private addresses only, where the route has only these', async () => {
    // A public address that is reserved for documents: nothing may be sent there, not even tried.
    const vpn = { privateAddressesOnly: true, runtimeEndpoint: 'https://192.0.2.1', stsEndpoint: 'https://192.0.2.1' };
    await expect(open(vpn)).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      cause: { kind: 'unreachable', reason: 'address-not-private' },
    });
  });

  it('has an STS to ask, or the route is not opened at all', async () => {
    const vpn = { privateAddressesOnly: true, runtimeEndpoint: 'https://127.0.0.1' };
    await expect(open(vpn)).rejects.toMatchObject({ code: 'CONNECTION_OPTIONS_INVALID', option: 'stsEndpoint' });
    await expect(open({ stsEndpoint: 'ftp://x' })).rejects.toMatchObject({ option: 'stsEndpoint' });
  });
});
