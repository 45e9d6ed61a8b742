import { randomBytes } from 'node:crypto';
import type { AccessKey } from '../bedrock/verify-sigv4.js';

/** Credentials of an assumed role, and until when Bedrock takes them. */
export interface IssuedSession extends Required<AccessKey> {
  readonly expiresAtEpochMs: number;
}

/** More are never good at the same time in a test; the oldest are forgotten. */
const maxSessions = 10_000;

/** Every session that STS has given out: Bedrock looks here whether it knows a key. */
export class IssuedSessions {
  readonly #sessions = new Map<string, IssuedSession>();

  /** Makes one, in the form that AWS gives them. */
  issue(expiresAtEpochMs: number): IssuedSession {
    const session = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      expiresAtEpochMs,
    };
    this.#sessions.set(session.accessKeyId, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
    return session;
  }

  /** The session that an access key belongs to, be it over or not. */
  find(accessKeyId: string): IssuedSession | undefined {
    return this.#sessions.get(accessKeyId);
  }
}
