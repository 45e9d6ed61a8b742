import type { Clock } from '../clock.js';
import { CredentialsUnavailableError } from '../errors.js';
import { raceAbort } from '../until-aborted.js';
import { areSameCredentials } from './bedrock-credentials.js';
import type { BedrockCredentials } from './bedrock-credentials.js';
import { CredentialsInUse, reportOf } from './credentials-in-use.js';
import { CredentialsSource } from './credentials-source.js';
import { parseCredentials } from './parse-credentials.js';
import type { SecretReader } from './secret-reader.js';

const FETCH_TIMEOUT_MS = 10_000;
const RETRY_FAILED_FETCH_AFTER_MS = 5_000;
const MIN_RENEWAL_INTERVAL_MS = 1_000;
// A call refused this long after a change may still have been signed with the credentials from before it.
const RECENT_CHANGE_MS = 10_000;

/** Where the credentials are stored and how long they may be used. */
export interface CredentialsCacheOptions {
  /** Name or ARN of the secret in Secrets Manager. */
  readonly secretId: string;
  /** Age at which they are fetched again, in the background. */
  readonly ttlMs: number;
  /** Age at which they are no longer used, if fetching kept failing until then. */
  readonly hardLimitMs: number;
}

interface Held {
  readonly credentials: BedrockCredentials;
  readonly fetchedAtMs: number;
  readonly changedAtMs: number;
}

/**
 * The commercial credentials from a secret, cached.
 *
 * All callers share one fetch; none of them can abort it for the others. While the cached ones are past their TTL they
 * are still served and one fetch runs beside, so an outage of Secrets Manager is not noticed until the hard limit.
 * After a failed fetch the next one waits 5 s. Whoever was refused waits for a fetch that began after that, at most one a
 * second: only that one can tell whether the credentials have been rotated.
 */
export class SecretsManagerCredentialsSource extends CredentialsSource {
  private held: Held | undefined;
  private fetching: Promise<void> | undefined;
  private renewing: Promise<void> | undefined;
  private attemptedAtMs = Number.NEGATIVE_INFINITY;
  private failure: CredentialsUnavailableError | undefined;

  constructor(
    private readonly secrets: SecretReader,
    private readonly options: CredentialsCacheOptions,
    private readonly now: Clock = Date.now,
    /** Is told of each read. */
    private readonly inUse = new CredentialsInUse(),
  ) {
    super();
  }

  override async current(signal: AbortSignal): Promise<BedrockCredentials> {
    if (!this.isYoungerThan(this.options.ttlMs)) {
      const fetched = this.fetch();
      if (!this.isYoungerThan(this.options.hardLimitMs)) await raceAbort(fetched, signal);
    }
    if (this.held && this.isYoungerThan(this.options.hardLimitMs)) return this.held.credentials;
    throw this.failure ?? new CredentialsUnavailableError('older than the hard limit');
  }

  override async renew(signal: AbortSignal): Promise<boolean> {
    this.renewing ??= this.fetchOnceMore().finally(() => (this.renewing = undefined));
    await raceAbort(this.renewing, signal);
    return this.hasChangedWithin(RECENT_CHANGE_MS);
  }

  /** Nobody waits who was refused for what the last fetch has replaced, nor while fetching fails. */
  private async fetchOnceMore(): Promise<void> {
    if (this.fetching) await this.fetching;
    const waitMs = this.attemptedAtMs + MIN_RENEWAL_INTERVAL_MS - this.now();
    if (waitMs > 0 && this.hasChangedWithin(MIN_RENEWAL_INTERVAL_MS)) return;
    if (waitMs > 0 && !this.failure) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await this.fetch();
  }

  private hasChangedWithin(timeMs: number): boolean {
    return this.held !== undefined && this.now() - this.held.changedAtMs < timeMs;
  }

  private isYoungerThan(ageMs: number): boolean {
    return this.held !== undefined && this.now() - this.held.fetchedAtMs < ageMs;
  }

  // Never rejects: who waits looks at what is held afterwards. Nobody may wait at all.
  private fetch(): Promise<void> {
    const isTooEarly = this.failure !== undefined && this.now() - this.attemptedAtMs < RETRY_FAILED_FETCH_AFTER_MS;
    if (!this.fetching && isTooEarly) return Promise.resolve();
    this.fetching ??= this.fetchNow().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetchNow(): Promise<void> {
    this.attemptedAtMs = this.now();
    try {
      this.keep(await this.read());
      this.failure = undefined;
    } catch (error) {
      this.failure =
        error instanceof CredentialsUnavailableError
          ? error
          : new CredentialsUnavailableError('secret unreadable', error);
    }
  }

  private async read(): Promise<BedrockCredentials> {
    const { secretId } = this.options;
    const version = await this.secrets.readVersion(secretId, 'AWSCURRENT', AbortSignal.timeout(FETCH_TIMEOUT_MS));
    if (version === undefined) throw new CredentialsUnavailableError('there is no such secret');
    const credentials = parseCredentials(version.text, secretId);
    this.inUse.note(reportOf(credentials, version.createdAtEpochMs));
    return credentials;
  }

  // The same credentials stay the same object: what was derived from them (a signer) stays usable.
  private keep(fetched: BedrockCredentials): void {
    const fetchedAtMs = this.now();
    const isSame = this.held !== undefined && areSameCredentials(this.held.credentials, fetched);
    this.held =
      isSame && this.held
        ? { ...this.held, fetchedAtMs }
        : { credentials: fetched, fetchedAtMs, changedAtMs: this.held ? fetchedAtMs : Number.NEGATIVE_INFINITY };
  }
}
