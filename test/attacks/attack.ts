import type { RefusalReason } from '../../apps/gateway/src/auth/errors.js';

/** A token that nobody may get in with. */
export interface Attack {
  readonly name: string;
  /** What the gateway's own log calls it. Callers learn nothing of this. */
  readonly reason: RefusalReason;
  readonly token: string;
}

/** Attacks of one kind, made from what a kit holds. */
export type AttackFamily = (kit: import('./attack-kit.js').AttackKit) => readonly Attack[];

/** Attacks that are refused for the same reason: name to token. */
export function refusedAs(reason: RefusalReason, tokens: Readonly<Record<string, string>>): readonly Attack[] {
  return Object.entries(tokens).map(([name, token]) => ({ name, reason, token }));
}
