import { membersOf } from '../config/parse-json-object.js';

/** What the log says about a request. Each part is missing where the event does not have it. */
export interface RequestFacts {
  /** API Gateway's, as in its access log. */
  readonly requestId?: string | undefined;
  readonly method?: string | undefined;
  /** As the API defines it, with names for what a caller says: the path itself is the caller's, and may hold anything. */
  readonly resource?: string | undefined;
  readonly sourceIp?: string | undefined;
}

/** Picks the facts out of any event, broken ones included. Never throws. */
export function requestFactsOf(event: unknown): RequestFacts {
  const members = membersOf(event);
  const context = membersOf(members?.get('requestContext'));
  return {
    requestId: textOf(context?.get('requestId')),
    method: textOf(members?.get('httpMethod')),
    resource: textOf(members?.get('resource')),
    sourceIp: textOf(membersOf(context?.get('identity'))?.get('sourceIp')),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
