import type { BedrockCredentials } from './bedrock-credentials.js';

/** What can be told about the credentials in use; nothing of themselves. */
export interface CredentialsReport {
  /** `session`: short-lived ones of a role, by web identity. */
  readonly kind: 'access-key' | 'api-key' | 'session';
  /** Whether they stay good until somebody takes them away. */
  readonly isLongLived: boolean;
  /** When this version of their secret was made; undefined where the store does not say, or there is none. */
  readonly createdAtEpochMs?: number | undefined;
}

/** How long-term keys of Bedrock begin; short-term ones begin with `bedrock-api-key-` and end after 12 hours at most. */
const LONG_TERM_API_KEY = /^ABSK/;

/** Says what kind of credentials these are, and whether they last. */
export function reportOf(credentials: BedrockCredentials, createdAtEpochMs: number | undefined): CredentialsReport {
  const isLongLived =
    credentials.kind === 'api-key'
      ? LONG_TERM_API_KEY.test(credentials.apiKey)
      : credentials.sessionToken === undefined;
  return { kind: credentials.kind, isLongLived, createdAtEpochMs };
}

/** Knows what kind of commercial credentials the gateway uses, and tells one listener whenever they have been read. */
export class CredentialsInUse {
  private listener: ((report: CredentialsReport) => void) | undefined;
  private last: CredentialsReport | undefined;

  /** Undefined until they have been read for the first time. */
  get report(): CredentialsReport | undefined {
    return this.last;
  }

  /** Whom to tell from now on, in place of whoever was told before. */
  onRead(listener: (report: CredentialsReport) => void): void {
    this.listener = listener;
  }

  /** To be called by whoever has read or made credentials. */
  note(report: CredentialsReport): void {
    this.last = report;
    this.listener?.(report);
  }
}
