import { randomUUID } from 'node:crypto';
import type { Route } from '@app/routing';
import { SignJWT } from 'jose';
import type { TokenKey } from './keys/token-keys.js';
import type { Permission } from './permissions.js';

/** What a new token says about its bearer. */
export interface TokenGrant {
  readonly subject: string;
  readonly tenant?: string;
  readonly permissions: readonly Permission[];
  readonly routes: readonly Route[];
  /** Globs over model ids. */
  readonly models: readonly string[];
  readonly classifications: readonly string[];
  readonly lifetimeSeconds: number;
}

/** Who issues, for whom, and when. */
export interface TokenIssue {
  readonly issuer?: string;
  readonly audience?: string;
  /** Milliseconds since 1970. */
  readonly issuedAtEpochMs: number;
}

/**
 * Signs a token (HS256) that `TokenVerifier` takes, if its policy names the same issuer and audience.
 *
 * @param key from `readSigningKey`.
 */
export async function issueToken(grant: TokenGrant, key: TokenKey, issue: TokenIssue): Promise<string> {
  const { subject, tenant, lifetimeSeconds, permissions, routes, models, classifications } = grant;
  const issuedAtEpochS = Math.floor(issue.issuedAtEpochMs / 1_000);
  const claims = {
    sub: subject,
    iat: issuedAtEpochS,
    exp: issuedAtEpochS + lifetimeSeconds,
    jti: randomUUID(),
    ...(issue.issuer !== undefined && { iss: issue.issuer }),
    ...(issue.audience !== undefined && { aud: issue.audience }),
    ...(tenant !== undefined && { tenant }),
    permissions,
    routes,
    models,
    classifications,
  };
  const name = key.keyId === undefined ? {} : { kid: key.keyId };
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...name }).sign(key.key);
}
