import type { FamilyName } from '../catalogue.js';
import { claude } from './claude.js';
import { cohereEmbedding } from './cohere-embedding.js';
import { llama } from './llama.js';
import { mistral } from './mistral.js';
import type { ModelFamily } from './model-family.js';
import { nova } from './nova.js';
import { titanEmbedding } from './titan-embedding.js';

/** Every family of the catalogue; one that is missing does not compile. */
export const modelFamilies: Readonly<Record<FamilyName, ModelFamily>> = {
  claude,
  nova,
  llama,
  mistral,
  'titan-embedding': titanEmbedding,
  'cohere-embedding': cohereEmbedding,
};
