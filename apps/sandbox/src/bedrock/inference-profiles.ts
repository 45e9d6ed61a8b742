import { createHash } from 'node:crypto';
import { BedrockProblem } from './bedrock-problem.js';
import { geographyRegions } from './catalogue.js';
import type { FoundationModel, Geography } from './catalogue.js';

/** The account and region that the stand-in plays. */
export interface BedrockAccount {
  readonly accountId: string;
  readonly region: string;
}

/** A system-defined or application inference profile. */
export interface InferenceProfile {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly type: 'SYSTEM_DEFINED' | 'APPLICATION';
  readonly model: FoundationModel;
  readonly modelArns: readonly string[];
  readonly createdAtEpochMs: number;
  /** What asked for it, so that the same request again gives the same profile. */
  readonly clientRequestToken?: string;
}

/** When the system-defined profiles came to be; any fixed moment does. */
const systemCreatedAtEpochMs = Date.UTC(2025, 7, 5);

/** More than the service's own quota; it only keeps the memory bounded. */
const maxApplicationProfiles = 1000;

/**
 * The models that one account sees and the profiles it has, the same from both routes. Application profiles live as long
 * as the process.
 */
export class InferenceProfileBook {
  readonly #byId = new Map<string, InferenceProfile>();

  constructor(
    readonly account: BedrockAccount,
    readonly models: ReadonlyMap<string, FoundationModel>,
    private readonly nowEpochMs: () => number,
  ) {
    for (const model of models.values()) {
      for (const geography of model.profiles) this.#keep(systemProfile(model, geography, account));
    }
  }

  list(): readonly InferenceProfile[] {
    return [...this.#byId.values()];
  }

  /** Finds a profile by its id or its ARN in this account and region. */
  find(idOrArn: string): InferenceProfile | undefined {
    const byId = this.#byId.get(idOrArn.slice(idOrArn.lastIndexOf('/') + 1));
    return byId !== undefined && (byId.id === idOrArn || byId.arn === idOrArn) ? byId : undefined;
  }

  /**
   * Makes an application profile; the same request token again gives the same profile.
   * @throws BedrockProblem `ConflictException` when the name is taken, `ServiceQuotaExceededException`
   */
  create(
    wanted: Pick<InferenceProfile, 'name' | 'description' | 'model' | 'modelArns' | 'clientRequestToken'>,
  ): InferenceProfile {
    const own = this.list().filter(({ type }) => type === 'APPLICATION');
    const namesake = own.find(({ name }) => name === wanted.name);
    if (namesake !== undefined && repeats(namesake, wanted)) return namesake;
    if (namesake !== undefined) {
      throw new BedrockProblem('ConflictException', 'An inference profile with this name already exists.');
    }
    if (own.length >= maxApplicationProfiles) {
      throw new BedrockProblem('ServiceQuotaExceededException', 'Too many application inference profiles.');
    }
    const id = createHash('sha256').update(wanted.name).digest('hex').slice(0, 12);
    const arn = profileArn(this.account, 'application-inference-profile', id);
    return this.#keep({ ...wanted, id, arn, type: 'APPLICATION', createdAtEpochMs: this.nowEpochMs() });
  }

  delete(profile: InferenceProfile): void {
    this.#byId.delete(profile.id);
  }

  #keep(profile: InferenceProfile): InferenceProfile {
    this.#byId.set(profile.id, profile);
    return profile;
  }
}

/** The ARN of a model in a region; foundation models belong to no account. */
export function modelArn(modelId: string, region: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
}

function systemProfile(model: FoundationModel, geography: Geography, account: BedrockAccount): InferenceProfile {
  const id = `${geography}.${model.id}`;
  return {
    id,
    arn: profileArn(account, 'inference-profile', id),
    name: `${geography === 'us' ? 'US' : 'GLOBAL'} ${model.name}`,
    description: `Routes requests to ${model.name} in ${geographyRegions[geography].join(', ')}.`,
    type: 'SYSTEM_DEFINED',
    model,
    modelArns: geographyRegions[geography].map((region) => modelArn(model.id, region)),
    createdAtEpochMs: systemCreatedAtEpochMs,
  };
}

function profileArn({ accountId, region }: BedrockAccount, kind: string, id: string): string {
  return `arn:aws:bedrock:${region}:${accountId}:${kind}/${id}`;
}

function repeats(made: InferenceProfile, wanted: Pick<InferenceProfile, 'clientRequestToken' | 'model'>): boolean {
  return (
    made.clientRequestToken !== undefined &&
    made.clientRequestToken === wanted.clientRequestToken &&
    made.model.id === wanted.model.id
  );
}
