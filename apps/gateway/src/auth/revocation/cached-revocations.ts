import { RecentMap } from '../recent-map.js';
import { RevocationList, type RevocableToken } from './revocation-list.js';

/** The longest that an answer counts, from when it was asked for: so long may a revoked token live on. */
export const ANSWERS_HOLD_FOR_MS = 30_000;

/** Answers older than this are asked for again while they still count, so that busy callers never wait for the store. */
export const ASK_AGAIN_AFTER_MS = 10_000;

/** Tokens whose answers are kept. */
export const MOST_ANSWERS = 8_192;

interface Answer {
  readonly isRevoked: boolean;
  readonly askedAtEpochMs: number;
}

/**
 * Keeps answers for {@link ANSWERS_HOLD_FOR_MS}, and no moment longer: then a store that does not answer is an error,
 * for a token may have been revoked since. At most one question per token is under way.
 */
export class CachedRevocations extends RevocationList {
  readonly #answers = new RecentMap<Answer>(MOST_ANSWERS);
  readonly #asking = new Map<string, Promise<Answer>>();

  constructor(
    private readonly list: RevocationList,
    private readonly nowEpochMs: () => number = Date.now,
  ) {
    super();
  }

  override async isRevoked(token: RevocableToken): Promise<boolean> {
    const key = JSON.stringify([token.subject, token.tokenId, token.issuedAtEpochS]);
    const answer = this.#answers.get(key);
    const ageMs = answer === undefined ? Infinity : this.nowEpochMs() - answer.askedAtEpochMs;
    if (answer === undefined || ageMs < 0 || ageMs >= ANSWERS_HOLD_FOR_MS)
      return (await this.#ask(key, token)).isRevoked;
    // Whether it fails is looked at by whoever needs it.
    if (ageMs >= ASK_AGAIN_AFTER_MS) void this.#ask(key, token).catch(() => undefined);
    return answer.isRevoked;
  }

  override close(): void {
    this.list.close();
  }

  #ask(key: string, token: RevocableToken): Promise<Answer> {
    const underWay = this.#asking.get(key);
    if (underWay !== undefined) return underWay;
    const asked = this.#askNow(key, token).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  async #askNow(key: string, token: RevocableToken): Promise<Answer> {
    const askedAtEpochMs = this.nowEpochMs();
    const answer = { isRevoked: await this.list.isRevoked(token), askedAtEpochMs };
    this.#answers.set(key, answer);
    return answer;
  }
}
