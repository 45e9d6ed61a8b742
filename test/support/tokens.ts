import { randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import type { TokenGrant } from '../../apps/gateway/src/auth/issue-token.js';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** Everything that can be granted. */
const EVERYTHING: TokenGrant = {
  subject: 'tester',
  permissions: [
    'bedrock:invoke',
    'bedrock:invoke-stream',
    'bedrock:list-models',
    'status:read',
    'audit:read',
    'console:read',
  ],
  routes: ['internet', 'vpn'],
  models: ['*'],
  classifications: ['public', 'internal', 'cui'],
  lifetimeSeconds: 3_600,
};

/** A token as somebody outside would make one: signed with the sandbox's secret, by the claims of the API contract. */
export async function tokenFor(sandbox: Sandbox, grant: Partial<TokenGrant> = {}): Promise<string> {
  const { subject, lifetimeSeconds, ...claims } = { ...EVERYTHING, ...grant };
  const issuedAt = Math.floor(Date.now() / 1_000);
  return signClaims(sandbox, {
    sub: subject,
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    jti: randomUUID(),
    ...claims,
  });
}

/** Signs any claims with the sandbox's current token secret. */
export async function signClaims(sandbox: Sandbox, claims: JWTPayload): Promise<string> {
  const { secret, kid } = JSON.parse((await sandbox.readSecret('bearer-token-secret')) ?? '{}') as Record<
    string,
    string
  >;
  if (secret === undefined || kid === undefined) throw new Error('The sandbox has no token secret');
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid }).sign(Buffer.from(secret));
}
