import type { JsonObject } from '../../json/json-object.js';
import type { Completion, Prompt } from './completion.js';

/** A family of models that answer in text, in one piece or streamed. */
export interface ChatFamily {
  readonly kind: 'chat';
  /**
   * Checks a request body as the model's own front does, and reads it.
   * @throws BedrockProblem `ValidationException`
   */
  read(body: JsonObject): Prompt;
  /** The body of an answer in one piece. */
  whole(completion: Completion): JsonObject;
  /** The payloads of a stream's chunks, without Bedrock's metrics. */
  chunks(completion: Completion): Iterable<JsonObject>;
}

/** What an embedding model answers. */
export interface Embedded {
  readonly body: JsonObject;
  readonly inputTokens: number;
}

/** A family of models that answer in vectors, never streamed. */
export interface EmbeddingFamily {
  readonly kind: 'embedding';
  /** @throws BedrockProblem `ValidationException` */
  embed(body: JsonObject, digest: string): Embedded;
}

/** The bodies that the models of one family speak. */
export type ModelFamily = ChatFamily | EmbeddingFamily;
