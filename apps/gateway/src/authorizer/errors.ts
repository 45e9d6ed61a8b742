/** What is wrong with an event that no REST authorizer of type REQUEST is sent. */
export type EventFault = 'type' | 'method-arn';

/** The one family of errors of this room. The runtime prints them: messages hold no token, claim, secret name or path. */
export abstract class AuthorizerError extends Error {
  abstract readonly code: 'AUTHORIZER_EVENT_UNREADABLE' | 'AUTHORIZER_CANNOT_DECIDE';
}

/** The event is none that can be decided about: the function is wired to something else than it was made for. */
export class EventUnreadableError extends AuthorizerError {
  readonly code = 'AUTHORIZER_EVENT_UNREADABLE';
  override readonly name = 'EventUnreadableError';

  constructor(readonly reason: EventFault) {
    super(`The event is not one of a REST API's authorizer of type REQUEST: ${reason}`);
  }
}

/**
 * Nothing can be said about the token, so neither yes nor no is an answer. Carries no `cause`: what the runtime prints
 * of it is not ours to choose, and errors of the SDK name secrets. The log line before it says what may be said.
 */
export class CannotDecideError extends AuthorizerError {
  readonly code = 'AUTHORIZER_CANNOT_DECIDE';
  override readonly name = 'CannotDecideError';

  constructor(readonly reason: 'keys-unavailable' | 'defect') {
    super(`The authorizer cannot decide: ${reason}`);
  }
}

/**
 * What makes API Gateway answer 401. By this very message and nothing else: any other error is a 500.
 * Source: API Gateway developer guide, "Use API Gateway Lambda authorizers" (the examples' `Unauthorized`).
 */
export function unauthorized(): Error {
  return new Error('Unauthorized');
}
