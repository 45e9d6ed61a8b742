/** What one check has found. */
export interface Finding {
  /** What was looked at, e.g. `vpn route: network`. */
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** The cause where it failed; otherwise what was seen. No secret, no text of another program. */
  readonly detail: string;
  /** What to do about it: a command, a variable, or a place in the documents. */
  readonly next?: string;
}

/** A check with its name and what it finds. Never rejects but for a defect. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<readonly Omit<Finding, 'check'>[]>;
}

type Result = Omit<Finding, 'check'>;

/** All is well. */
export function ok(detail: string): readonly Result[] {
  return [{ state: 'ok', detail }];
}

/** It was not looked at, and why. */
export function skipped(detail: string): readonly Result[] {
  return [{ state: 'skipped', detail }];
}

/** It is not well, why, and what to do about it. */
export function failed(detail: string, next: string): readonly Result[] {
  return [{ state: 'failed', detail, next }];
}
