import { parseJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Answer } from './answer.js';
import { invalid } from './bedrock-problem.js';
import type { Flood } from './families/completion.js';
import type { InferenceProfileBook } from './inference-profiles.js';

/** An authenticated request for one operation. */
export interface BedrockCall {
  readonly requestId: string;
  /** The labels of the path, decoded once. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly profiles: InferenceProfileBook;
  /** Set by a fault: streamed answers are this long, whatever was asked. */
  readonly flood?: Flood;
}

/**
 * What an operation does: a pure function of the call and the account's profiles.
 * @throws BedrockProblem for everything that Bedrock would refuse
 */
export type Operation = (call: BedrockCall) => Answer;

/**
 * The body of a call as a JSON object.
 * @throws BedrockProblem `ValidationException`
 */
export function jsonBody(body: Buffer): JsonObject {
  const parsed = parseJsonObject(body);
  if (parsed === undefined) throw invalid('Malformed input request, please reformat your input and try again.');
  return parsed;
}

/** A label that the operation's path has; the router found it there. */
export function label(call: BedrockCall, name: string): string {
  return call.labels[name] ?? '';
}
