import { writeLogLine } from '../logs/write-log-line.js';
import type { Refusal } from './refusal.js';

/** How it was decided; beside it facts about the request and words about why, of which the log takes what it knows. */
export type LoggedDecision = Pick<Refusal, 'outcome'> & Readonly<Record<string, unknown>>;

/** Writes a line for a request that was not let through: a refusal is a warning, anything else a failure of ours. */
export function logAuthorization(decision: LoggedDecision): void {
  writeLogLine(
    decision.outcome === 'refused' ? 'warn' : 'error',
    { event: 'authorization', ...decision },
    'Authorizer',
  );
}
