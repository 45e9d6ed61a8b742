import { createHash, verify } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IssuedSessions } from './issued-sessions.js';
import { SigningKey } from './signing-key.js';
import { startIdentity, type Identity } from './start-identity.js';

async function start(): Promise<{ identity: Identity; sessions: () => IssuedSessions | undefined }> {
  let taken: IssuedSessions | undefined;
  const identity = await startIdentity({ acceptSessions: (sessions) => void (taken = sessions) });
  onTestFinished(() => identity[Symbol.asyncDispose]());
  return { identity, sessions: () => taken };
}

async function assume(identity: Identity, form: Record<string, string>, headers = {}): Promise<[number, string]> {
  const body = new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity', RoleSessionName: 'alice', ...form });
  const response = await fetch(identity.urls.internetSts, { method: 'POST', body, headers });
  return [response.status, await response.text()];
}

describe('the services around the gateway’s identity', () => {
  it('know nobody without a signature, in GovCloud', async () => {
    const { identity } = await start();
    for (const part of ['kms', 'govcloudSts'] as const) {
      const response = await fetch(identity.urls[part], { method: 'POST', body: '{}' });
      expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('InvalidClientTokenId')]);
    }
  });

  it.each([
    [{ Action: 'GetCallerIdentity' }, 400, 'InvalidAction'],
    [{ RoleSessionName: 'a' }, 400, 'ValidationError'],
    [{ RoleSessionName: 'a b' }, 400, 'ValidationError'],
    [{ DurationSeconds: '899' }, 400, 'ValidationError'],
    [{ DurationSeconds: '3601' }, 400, 'ValidationError'],
    [{}, 400, 'InvalidIdentityToken'],
  ])('answer %j as STS does, in XML', async (form, status, code) => {
    const { identity } = await start();
    expect(await assume(identity, form)).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(identity.opened('internet')).toEqual([]);
  });

  it('take no signed call where STS takes a token', async () => {
    const { identity } = await start();
    const [status, text] = await assume(identity, {}, { authorization: 'AWS4-HMAC-SHA256 Credential=x' });
    expect([status, text]).toEqual([400, expect.stringContaining('IncompleteSignature')]);
  });

  it('fail as they are told, one by one', async () => {
    const { identity } = await start();
    await identity.fail('internetSts', { fault: 'IDPRejectedClaim' });
    expect(await assume(identity, {})).toEqual([403, expect.stringContaining('IDPRejectedClaim')]);
    await identity.fail('internetSts', { fault: 'down' });
    await expect(assume(identity, {})).rejects.toThrow('fetch failed');
    await identity.fail('internetSts', { fault: 'none' });
    expect((await assume(identity, {}))[1]).toContain('InvalidIdentityToken');
    expect(identity.requests('internetSts')).toBe(2);
    expect(identity.requests('vpnSts')).toBe(0);
  });

  it('keep sessions for Bedrock, the newest ten thousand', async () => {
    const sessions = new IssuedSessions();
    const first = sessions.issue(1);
    const rest = Array.from({ length: 10_000 }, () => sessions.issue(2));
    expect(sessions.find(first.accessKeyId)).toBeUndefined();
    expect(sessions.find(rest[0]?.accessKeyId ?? '')).toBe(rest[0]);
    expect((await start()).sessions()).toBeInstanceOf(IssuedSessions);
  });

  it('sign digests so that everybody can verify them', async () => {
    const key = await SigningKey.make('k');
    const signature = key.signDigest(createHash('sha256').update('text').digest());
    expect(verify('sha256', Buffer.from('text'), key.publicKey, signature)).toBe(true);
  });
});
