import type { JsonObject } from '../../json/json-object.js';
import { allowOnly, malformed, requireText } from './check-body.js';
import { countTokens } from './completion.js';
import type { Embedded, EmbeddingFamily } from './model-family.js';
import { vectorFromText } from './vector-from-text.js';

/** Cohere Embed v3. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html */
export const cohereEmbedding: EmbeddingFamily = { kind: 'embedding', embed };

const dimensions = 1024;
const maxTexts = 96;
const inputTypes = new Set(['search_document', 'search_query', 'classification', 'clustering']);

function embed(body: JsonObject, digest: string): Embedded {
  allowOnly(body, ['texts', 'input_type', 'truncate', 'embedding_types']);
  if (!inputTypes.has(requireText(body, 'input_type'))) throw malformed('#/input_type: not a valid enum value');
  const texts = readTexts(body);
  const floats = texts.map((text) => vectorFromText(text, dimensions));
  const inputTokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  // Asking for types, even for the default one, changes the shape of the answer.
  const byType = body['embedding_types'] !== undefined;
  const embeddings = byType ? { float: floats } : floats;
  const response_type = byType ? 'embeddings_by_type' : 'embeddings_floats';
  return { inputTokens, body: { id: digest, texts, embeddings, response_type } };
}

function readTexts(body: JsonObject): readonly string[] {
  const texts = body['texts'];
  if (texts === undefined) throw malformed('#: required key [texts] not found');
  const isList = Array.isArray(texts) && texts.length > 0 && texts.length <= maxTexts;
  if (!isList) throw malformed(`#/texts: expected a list of 1 to ${maxTexts} texts`);
  return texts.map((text: unknown) => {
    if (typeof text !== 'string' || text === '') throw malformed('#/texts: expected type: String');
    return text;
  });
}
