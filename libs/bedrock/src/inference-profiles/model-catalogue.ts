import { foundationModelIds, parseFoundationModelArn } from './foundation-model-arn.js';
import type { FoundationModel } from './foundation-model.js';
import type { InferenceProfile } from './inference-profile.js';
import { narrowestProfile } from './narrowest-profile.js';

/** What Bedrock offered at one moment: its foundation models and inference profiles. Does not change. */
export class ModelCatalogue {
  private readonly modelsByName: ReadonlyMap<string, FoundationModel>;
  private readonly profilesByName: ReadonlyMap<string, InferenceProfile>;

  constructor(
    /** In Bedrock's order. */
    readonly models: readonly FoundationModel[],
    /** In Bedrock's order. Without a filter, AWS lists the system-defined ones only (aws/aws-cli#9728). */
    readonly profiles: readonly InferenceProfile[],
  ) {
    this.modelsByName = indexByName(models, ({ modelId }) => modelId);
    this.profilesByName = indexByName(profiles, ({ profileId }) => profileId);
  }

  /** The foundation model with this id or ARN. */
  findModel(idOrArn: string): FoundationModel | undefined {
    return this.modelsByName.get(idOrArn);
  }

  /** The inference profile with this id or ARN. */
  findProfile(idOrArn: string): InferenceProfile | undefined {
    return this.profilesByName.get(idOrArn);
  }

  /** The narrowest of the active system-defined profiles that lead to this model and to nothing else. */
  systemProfileFor(model: FoundationModel): InferenceProfile | undefined {
    const candidates = this.profiles.filter(
      (profile) =>
        profile.kind === 'system-defined' && profile.status === 'ACTIVE' && leadsOnlyTo(profile, model.modelId),
    );
    return narrowestProfile(candidates);
  }

  /**
   * The ids of all foundation models that a call to this id or ARN may reach; undefined if that cannot be said.
   *
   * The ARN of a foundation model says it by its own text, whether it is listed or not.
   */
  modelsBehind(idOrArn: string): readonly string[] | undefined {
    const modelId = parseFoundationModelArn(idOrArn)?.modelId ?? this.findModel(idOrArn)?.modelId;
    if (modelId !== undefined) return [modelId];
    return foundationModelIds(this.findProfile(idOrArn)?.modelArns ?? []);
  }
}

/** Whether every call to the profile ends at this foundation model, in whatever region. */
export function leadsOnlyTo({ modelArns }: InferenceProfile, modelId: string): boolean {
  const ids = foundationModelIds(modelArns);
  return ids?.length === 1 && ids[0] === modelId;
}

// Where two entries claim one name, the first counts, as for whoever reads the list from its top.
function indexByName<Entry extends { readonly arn?: string }>(
  entries: readonly Entry[],
  idOf: (entry: Entry) => string,
): ReadonlyMap<string, Entry> {
  const named = entries.flatMap((entry) =>
    [entry.arn ?? idOf(entry), idOf(entry)].map((name) => [name, entry] as const),
  );
  return new Map(named.toReversed());
}
