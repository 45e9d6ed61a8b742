import type { JsonObject } from '../../json/json-object.js';
import { allowOnly, malformed, requireText } from './check-body.js';
import { countTokens } from './completion.js';
import type { Embedded, EmbeddingFamily } from './model-family.js';
import { vectorFromText } from './vector-from-text.js';

/** Titan Text Embeddings V2. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
export const titanEmbedding: EmbeddingFamily = { kind: 'embedding', embed };

const allowedDimensions = [256, 512, 1024];
const defaultDimensions = 1024;

function embed(body: JsonObject): Embedded {
  allowOnly(body, ['inputText', 'dimensions', 'normalize', 'embeddingTypes']);
  const text = requireText(body, 'inputText');
  const dimensions = body['dimensions'] ?? defaultDimensions;
  if (typeof dimensions !== 'number' || !allowedDimensions.includes(dimensions)) {
    throw malformed(`#/dimensions: expected one of ${allowedDimensions.join(', ')}`);
  }
  const embedding = vectorFromText(text, dimensions);
  const inputTokens = countTokens(text);
  return { inputTokens, body: { embedding, embeddingsByType: { float: embedding }, inputTextTokenCount: inputTokens } };
}
