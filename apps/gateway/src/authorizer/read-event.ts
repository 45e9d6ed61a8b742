import { membersOf } from '../config/parse-json-object.js';
import { EventUnreadableError } from './errors.js';
import { tokenOfEvent } from './event-token.js';
import { stageArnOf } from './stage-arn.js';

/** What is decided about. */
export interface AuthorizerRequest {
  /** As it was sent; nothing about it is proven. */
  readonly token: string;
  /** The stage that is asked for, without a slash at the end. */
  readonly stageArn: string;
}

/**
 * Reads an event of a REST API's authorizer of type REQUEST. Its declared type proves nothing: whoever may invoke the
 * function can send anything.
 *
 * @throws {EventUnreadableError} for an event of another kind.
 * @throws {TokenRefusedError} `missing` or `malformed`.
 */
export function readEvent(event: unknown): AuthorizerRequest {
  const members = membersOf(event);
  if (members?.get('type') !== 'REQUEST') throw new EventUnreadableError('type');
  const stageArn = stageArnOf(members.get('methodArn'));
  return { stageArn, token: tokenOfEvent(members) };
}
