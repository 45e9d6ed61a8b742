/** Which request and answer bodies a model speaks. */
export type FamilyName = 'claude' | 'nova' | 'llama' | 'mistral' | 'titan-embedding' | 'cohere-embedding';

/** How a model can be called: by its own id, through an inference profile, or either way. */
export type InferenceType = 'ON_DEMAND' | 'INFERENCE_PROFILE';

/** One foundation model of the stand-in's region. */
export interface FoundationModel {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly family: FamilyName;
  readonly inference: readonly InferenceType[];
  /** The geographies (`us`, `global`) whose system-defined profile contains the model. */
  readonly profiles: readonly Geography[];
  /** Takes part in Converse, can stream, and can be offered tools. */
  readonly chat: boolean;
  readonly tools: boolean;
  readonly countsTokens: boolean;
  /** Sees images. */
  readonly images: boolean;
  /** Can be asked to reason before it answers. */
  readonly thinks: boolean;
}

/** A model that a test puts into the catalogue of its sandbox. */
export interface AddedModel {
  readonly id: string;
  readonly family: FamilyName;
  readonly inference: InferenceKind;
  /** Shown to people; the id when left out. */
  readonly name?: string;
  /** Geographies with a system-defined profile for it; none when left out. */
  readonly profiles?: readonly Geography[];
}

/** The prefix of a system-defined inference profile. */
export type Geography = keyof typeof geographyRegions;

/** The regions a system-defined profile may answer from. */
export const geographyRegions = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  global: ['us-east-1', 'us-west-2', 'eu-west-1'],
} as const;

const embedding = { chat: false, tools: false, countsTokens: false, images: false, thinks: false } as const;

/** What the models of one family have in common. */
const familyTraits = {
  claude: { provider: 'Anthropic', chat: true, tools: true, countsTokens: true, images: true, thinks: true },
  nova: { provider: 'Amazon', chat: true, tools: true, countsTokens: false, images: true, thinks: false },
  llama: { provider: 'Meta', chat: true, tools: true, countsTokens: false, images: true, thinks: false },
  mistral: { provider: 'Mistral AI', chat: true, tools: false, countsTokens: false, images: false, thinks: false },
  'titan-embedding': { provider: 'Amazon', ...embedding },
  'cohere-embedding': { provider: 'Cohere', ...embedding },
} as const;

/**
 * Where a model has less than its family.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 */
const exceptions: Readonly<Record<string, Partial<Pick<FoundationModel, 'images' | 'thinks'>>>> = {
  'anthropic.claude-3-5-sonnet-20241022-v2:0': { thinks: false },
  'anthropic.claude-3-haiku-20240307-v1:0': { thinks: false },
  'amazon.nova-micro-v1:0': { images: false },
  'meta.llama3-8b-instruct-v1:0': { images: false },
};

type Row = readonly [family: FamilyName, id: string, name: string, inference: InferenceKind, profiles: Geography[]];

/** By its own id, through an inference profile only, or either way. */
export type InferenceKind = 'on-demand' | 'profile-only' | 'both';

const inferenceTypes: Readonly<Record<InferenceKind, readonly InferenceType[]>> = {
  'on-demand': ['ON_DEMAND'],
  'profile-only': ['INFERENCE_PROFILE'],
  both: ['ON_DEMAND', 'INFERENCE_PROFILE'],
};

/**
 * The models, in the order in which they are listed.
 *
 * Ids and the need for a profile: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const rows: readonly Row[] = [
  ['claude', 'anthropic.claude-opus-4-1-20250805-v1:0', 'Claude Opus 4.1', 'profile-only', ['us']],
  ['claude', 'anthropic.claude-sonnet-4-20250514-v1:0', 'Claude Sonnet 4', 'profile-only', ['us', 'global']],
  ['claude', 'anthropic.claude-3-7-sonnet-20250219-v1:0', 'Claude 3.7 Sonnet', 'profile-only', ['us']],
  ['claude', 'anthropic.claude-3-5-sonnet-20241022-v2:0', 'Claude 3.5 Sonnet v2', 'both', ['us']],
  ['claude', 'anthropic.claude-3-haiku-20240307-v1:0', 'Claude 3 Haiku', 'both', ['us']],
  ['nova', 'amazon.nova-premier-v1:0', 'Nova Premier', 'profile-only', ['us']],
  ['nova', 'amazon.nova-pro-v1:0', 'Nova Pro', 'both', ['us']],
  ['nova', 'amazon.nova-lite-v1:0', 'Nova Lite', 'both', ['us']],
  ['nova', 'amazon.nova-micro-v1:0', 'Nova Micro', 'both', ['us']],
  ['llama', 'meta.llama4-scout-17b-instruct-v1:0', 'Llama 4 Scout 17B Instruct', 'profile-only', ['us']],
  ['llama', 'meta.llama4-maverick-17b-instruct-v1:0', 'Llama 4 Maverick 17B Instruct', 'profile-only', ['us']],
  ['llama', 'meta.llama3-8b-instruct-v1:0', 'Llama 3 8B Instruct', 'on-demand', []],
  ['mistral', 'mistral.mistral-7b-instruct-v0:2', 'Mistral 7B Instruct', 'on-demand', []],
  ['mistral', 'mistral.mistral-large-2402-v1:0', 'Mistral Large (24.02)', 'on-demand', []],
  ['titan-embedding', 'amazon.titan-embed-text-v2:0', 'Titan Text Embeddings V2', 'on-demand', []],
  ['cohere-embedding', 'cohere.embed-english-v3', 'Embed English', 'on-demand', []],
  ['cohere-embedding', 'cohere.embed-multilingual-v3', 'Embed Multilingual', 'on-demand', []],
];

/** Every model, by id, and those that were added after them. An added one takes the place of a namesake. */
export function foundationModels(added: readonly AddedModel[] = []): ReadonlyMap<string, FoundationModel> {
  const own = rows.map(([family, id, name, inference, profiles]) => ({ family, id, name, inference, profiles }));
  return new Map([...own, ...added].map((model) => [model.id, withTraits(model)]));
}

function withTraits({ id, family, inference, name = id, profiles = [] }: AddedModel): FoundationModel {
  const traits = { ...familyTraits[family], ...exceptions[id] };
  return { id, name, family, profiles, inference: inferenceTypes[inference], ...traits };
}
