import type { BedrockCredentials } from '../bedrock-credentials.js';
import { CredentialsSource } from '../credentials-source.js';
import { principalKey, type Principal } from '../principal.js';
import { KeptSession, type Chance } from './kept-session.js';
import { RecentlyUsed } from './recently-used.js';
import type { OpenSession } from './role-session.js';

/** Sessions of this many principals are kept per route: a few kilobytes each. */
const MAX_SESSIONS = 2_000;

/** Sessions of the commercial role, one per principal, all opened by way of one route. */
export class RoleCredentialsSource extends CredentialsSource {
  private readonly sessions = new RecentlyUsed<KeptSession>(MAX_SESSIONS);

  constructor(
    private readonly open: OpenSession,
    private readonly chance: Chance = { now: Date.now, random: Math.random },
  ) {
    super();
  }

  override current(signal: AbortSignal, principal?: Principal): Promise<BedrockCredentials> {
    return this.sessionOf(principal).current(signal);
  }

  override renew(signal: AbortSignal, principal?: Principal): Promise<boolean> {
    return this.sessionOf(principal).renew(signal);
  }

  private sessionOf(principal: Principal | undefined): KeptSession {
    return this.sessions.get(
      principalKey(principal),
      () => new KeptSession((signal) => this.open(principal, signal), this.chance),
    );
  }
}
