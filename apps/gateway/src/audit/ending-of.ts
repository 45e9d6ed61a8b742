import type { AuditEnding, FinalOutcome } from '@app/audit';
import type { Exchange } from '../exchange/exchange.js';
import { keptTypeOf } from '../logs/problem-type.js';
import type { Problem } from '../problems/problem.js';

/** How a request that ended in a problem is recorded. */
export function endingOf({ status, type, upstreamRequestId }: Problem, { trace }: Exchange): AuditEnding {
  return {
    outcome: outcomeOf(status, trace.attempts.length > 0),
    statusCode: status,
    errorType: keptTypeOf(type),
    attempts: trace.attempts,
    upstreamRequestId,
  };
}

/** `refused` means that nothing was sent anywhere. */
function outcomeOf(status: number, sent: boolean): FinalOutcome {
  if (status === 499) return 'client-gone';
  return sent || status === 500 ? 'failed' : 'refused';
}
