import type { Clock } from '../clock.js';
import { ApplicationProfileModels } from './application-profile-models.js';
import { ApplicationProfiles } from './application-profiles.js';
import { BoundedMemory } from './bounded-memory.js';
import type { CatalogueCache } from './catalogue-cache.js';
import { parseFoundationModelArn } from './foundation-model-arn.js';
import { needsProfile } from './foundation-model.js';
import { isApplicationProfileArn, isSystemProfileArn } from './inference-profile-arn.js';
import type { ModelCatalogue } from './model-catalogue.js';
import type { SendCall } from './send-call.js';
import { undefinedIfVerdict } from './undefined-if-verdict.js';

/** More models than Bedrock has. */
const MAX_SUBSTITUTES = 1_000;

/** What the operator allows. */
export interface InferenceProfilesOptions {
  /** Whether application profiles may be created in the commercial account, for models without a system-defined one. */
  readonly createApplicationProfiles: boolean;
}

/**
 * Puts an inference profile in the place of a model that cannot be called by its own id.
 *
 * Decides by the catalogue, never by a message, and calls Bedrock only on behalf of the request at hand.
 *
 * @example
 * const used = profiles.substituteFor(modelId) ?? modelId;
 * // Bedrock has answered 400 to the bare id:
 * const profileId = await profiles.resolve(modelId, send, signal);
 * if (profileId !== undefined) await send({ ...call, modelId: profileId });
 */
export class InferenceProfiles {
  private readonly substitutes: BoundedMemory<string>;
  private readonly gone: BoundedMemory<string>;
  private readonly applicationProfiles: ApplicationProfiles;
  private readonly applicationProfileModels: ApplicationProfileModels;

  constructor(
    private readonly catalogue: CatalogueCache,
    private readonly options: InferenceProfilesOptions,
    now: Clock = Date.now,
  ) {
    this.substitutes = new BoundedMemory(MAX_SUBSTITUTES, now);
    this.gone = new BoundedMemory(MAX_SUBSTITUTES, now);
    this.applicationProfiles = new ApplicationProfiles(now);
    this.applicationProfileModels = new ApplicationProfileModels(now);
  }

  /** The profile that was found for this model before. One look-up, no waiting. */
  substituteFor(modelId: string): string | undefined {
    return this.substitutes.recall(modelId);
  }

  /**
   * Finds the profile to call in place of a model, and remembers it. To be asked after Bedrock refused the bare id
   * with 400.
   *
   * Undefined if that was not for want of a profile, as far as the catalogue knows: the id names no foundation model, or
   * one that can be called on demand; or if there is no profile, and none can or may be created.
   *
   * @param modelId as the caller gave it: the id or ARN of a foundation model; anything else is undefined at once.
   * @throws {BedrockCallError} and what else `send` throws, if Bedrock could not be asked.
   */
  async resolve(modelId: string, send: SendCall, signal: AbortSignal): Promise<string | undefined> {
    if (modelId.startsWith('arn:') && !parseFoundationModelArn(modelId)) return undefined;
    const profileId = this.substituteFor(modelId) ?? (await this.find(modelId, send, signal));
    if (profileId !== undefined) this.substitutes.remember(modelId, profileId);
    return profileId;
  }

  /**
   * Forgets a substitute that Bedrock does not know (404): somebody has deleted it.
   *
   * @param profileId the one that was used; if another has taken its place by now, that one stays.
   */
  forget(modelId: string, profileId: string): void {
    if (this.substituteFor(modelId) !== profileId) return;
    this.substitutes.forget(modelId);
    this.gone.remember(modelId, profileId);
  }

  /**
   * The ids of all foundation models that a call to this id or ARN may reach. Undefined where that cannot be said: then
   * only the id itself can be granted.
   *
   * Costs nothing for the ARN of a foundation model, one call once for an application profile, else the catalogue.
   *
   * @throws {BedrockCallError} and what else `send` throws, if Bedrock could not be asked.
   */
  async modelsBehind(id: string, send: SendCall, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const named = parseFoundationModelArn(id);
    if (named) return [named.modelId];
    if (isApplicationProfileArn(id)) {
      return this.catalogue.latest?.modelsBehind(id) ?? this.applicationProfileModels.behind(id, send, signal);
    }
    if (id.startsWith('arn:') && !isSystemProfileArn(id)) return undefined;
    const catalogue = await this.consult((read) => read.modelsBehind(id) !== undefined, send, signal);
    return catalogue?.modelsBehind(id);
  }

  private async find(modelId: string, send: SendCall, signal: AbortSignal): Promise<string | undefined> {
    const catalogue = await this.consult((read) => this.isSettled(read, modelId), send, signal);
    const model = catalogue?.findModel(modelId);
    if (!catalogue || !model || !needsProfile(model)) return undefined;
    const { arn } = model;
    const profile = catalogue.systemProfileFor(model);
    if (profile) return profile.profileId;
    if (!this.options.createApplicationProfiles || arn === undefined) return undefined;
    const wanted = { model: { ...model, arn }, replaces: this.gone.recall(modelId) };
    return this.applicationProfiles.obtain(wanted, send, signal);
  }

  // Not settled is what a newer catalogue could answer better: a model not in it, or one whose profile is missing or gone.
  private isSettled(catalogue: ModelCatalogue, modelId: string): boolean {
    if (catalogue.findProfile(modelId)) return true;
    const model = catalogue.findModel(modelId);
    if (!model) return false;
    if (!needsProfile(model)) return true;
    const profile = catalogue.systemProfileFor(model);
    return profile !== undefined && profile.profileId !== this.gone.recall(modelId);
  }

  // A gateway whose credentials may call models but not list them knows nothing of profiles, and works all the same.
  private async consult(
    isSettled: (catalogue: ModelCatalogue) => boolean,
    send: SendCall,
    signal: AbortSignal,
  ): Promise<ModelCatalogue | undefined> {
    const catalogue = await undefinedIfVerdict(this.catalogue.current(send, signal));
    if (!catalogue || isSettled(catalogue)) return catalogue;
    return this.catalogue.renewed(send, signal);
  }
}
