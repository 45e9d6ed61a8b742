import { membersOf } from '../config/parse-json-object.js';

/** What the log says about a request. Each part is missing where the event does not have it. */
export interface RequestFacts {
  /** API Gateway's, as in its access log. */
  readonly requestId?: string | undefined;
  readonly method?: string | undefined;
  /** Without query. */
  readonly path?: string | undefined;
  readonly sourceIp?: string | undefined;
}

/** A caller chooses the path: it gets as much of a log line as a model's ARN needs. */
const LONGEST_FACT = 512;

/** Picks the facts out of any event, broken ones included. Never throws. */
export function requestFactsOf(event: unknown): RequestFacts {
  const members = membersOf(event);
  const context = membersOf(members?.get('requestContext'));
  return {
    requestId: textOf(context?.get('requestId')),
    method: textOf(members?.get('httpMethod')),
    path: textOf(members?.get('path'))?.replace(/[?#].*$/s, ''),
    sourceIp: textOf(membersOf(context?.get('identity'))?.get('sourceIp')),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, LONGEST_FACT) : undefined;
}
