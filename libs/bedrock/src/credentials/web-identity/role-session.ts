import type { AccessKeyCredentials } from '../bedrock-credentials.js';
import type { Principal } from '../principal.js';

/** Credentials of an assumed role, and when they end. */
export interface RoleSession {
  readonly credentials: AccessKeyCredentials;
  readonly expiresAtEpochMs: number;
}

/**
 * Opens a session of the commercial role for one principal: one token, one call of STS. Nothing is cached or repeated.
 *
 * @throws {CredentialsUnavailableError} whatever went wrong.
 */
export type OpenSession = (principal: Principal | undefined, signal: AbortSignal) => Promise<RoleSession>;
