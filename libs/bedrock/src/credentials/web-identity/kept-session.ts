import { CredentialsUnavailableError } from '../../errors.js';
import { raceAbort } from '../../until-aborted.js';
import type { AccessKeyCredentials } from '../bedrock-credentials.js';
import type { RoleSession } from './role-session.js';

/** Token and session together; the caller's own deadline may end its waiting sooner. */
const OPEN_TIMEOUT_MS = 10_000;
const RETRY_FAILED_AFTER_MS = 5_000;
/** A request that is signed now arrives a moment later, and clocks differ. */
const EXPIRY_MARGIN_MS = 30_000;
/** A session is followed by the next one when this share of its life is over, and up to so much later. */
const RENEWED_AT_SHARE = 0.7;
const SPREAD_SHARE = 0.15;
/** A call refused this long after a change may still have been signed with the credentials from before it. */
const RECENT_CHANGE_MS = 10_000;

/** Sources of time and chance, replaced in tests. */
export interface Chance {
  readonly now: () => number;
  readonly random: () => number;
}

interface Kept extends RoleSession {
  readonly openedAtEpochMs: number;
  readonly renewedAtEpochMs: number;
}

/**
 * The session of one principal on one route.
 *
 * However many ask, one opening is under way at most, and none of them can abort it for the others. Well before a session
 * ends, whoever asks next starts the opening of the next one and is served with the one that is there; each session has
 * its own moment, so that those of a busy hour are not all renewed in the same second. After a failure the next opening
 * waits 5 s, and the last good session serves until it ends.
 */
export class KeptSession {
  private kept: Kept | undefined;
  private hasReplaced = false;
  private opening: Promise<void> | undefined;
  private failure: CredentialsUnavailableError | undefined;
  private triedAtEpochMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly open: (signal: AbortSignal) => Promise<RoleSession>,
    private readonly chance: Chance,
  ) {}

  /** @throws {CredentialsUnavailableError} if there is no session; with the signal's reason when it fires first. */
  async current(signal: AbortSignal): Promise<AccessKeyCredentials> {
    if (this.isBefore(this.kept?.renewedAtEpochMs)) return this.require();
    const opened = this.openOnce();
    if (!this.isUsable()) await raceAbort(opened, signal);
    return this.require();
  }

  /**
   * Opens another session for a caller who was refused, unless this one is quite new: then it was its predecessor that
   * was refused, if there was one.
   */
  async renew(signal: AbortSignal): Promise<boolean> {
    if (this.ageMs() < RECENT_CHANGE_MS) return this.hasReplaced;
    const before = this.kept;
    await raceAbort(this.openOnce(), signal);
    return this.kept !== before;
  }

  private require(): AccessKeyCredentials {
    if (this.kept && this.isUsable()) return this.kept.credentials;
    throw this.failure ?? new CredentialsUnavailableError('the session has ended', undefined, 'this-route');
  }

  private isUsable(): boolean {
    return this.isBefore(this.kept && this.kept.expiresAtEpochMs - EXPIRY_MARGIN_MS);
  }

  private isBefore(timeEpochMs: number | undefined): boolean {
    return timeEpochMs !== undefined && this.chance.now() < timeEpochMs;
  }

  private ageMs(): number {
    return this.kept ? this.chance.now() - this.kept.openedAtEpochMs : Number.POSITIVE_INFINITY;
  }

  // Never rejects: who waits looks at what is kept afterwards. Nobody may wait at all.
  private openOnce(): Promise<void> {
    const isTooEarly = this.failure !== undefined && this.chance.now() - this.triedAtEpochMs < RETRY_FAILED_AFTER_MS;
    if (!this.opening && isTooEarly) return Promise.resolve();
    this.opening ??= this.openNow().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async openNow(): Promise<void> {
    this.triedAtEpochMs = this.chance.now();
    try {
      const limit = AbortSignal.timeout(OPEN_TIMEOUT_MS);
      const session = await raceAbort(this.open(limit), limit);
      this.hasReplaced = this.kept !== undefined;
      this.kept = this.keep(session);
      this.failure = undefined;
    } catch (error) {
      this.failure =
        error instanceof CredentialsUnavailableError
          ? error
          : new CredentialsUnavailableError('no session could be opened', error, 'this-route');
    }
  }

  private keep(session: RoleSession): Kept {
    const openedAtEpochMs = this.chance.now();
    const share = RENEWED_AT_SHARE + SPREAD_SHARE * this.chance.random();
    const lifeMs = session.expiresAtEpochMs - openedAtEpochMs;
    return { ...session, openedAtEpochMs, renewedAtEpochMs: openedAtEpochMs + lifeMs * share };
  }
}
