// The name's form is that of `model-id.ts`. The region is empty in what stands behind a `global.` profile.
const FOUNDATION_MODEL_ARN =
  /^arn:aws(?:-[a-z]+)*:bedrock:([a-z0-9-]{0,20})::foundation-model\/([A-Za-z0-9](?:[A-Za-z0-9:-]|\.(?!\.)){0,255})$/;

/** What the ARN of a foundation model says by its own text. */
export interface FoundationModelName {
  readonly modelId: string;
  /** Empty where the ARN stands for the model in any commercial region. */
  readonly region: string;
}

/** Takes the ARN of a foundation model apart; undefined for any other text, also for ARNs of other things. */
export function parseFoundationModelArn(arn: string): FoundationModelName | undefined {
  const [, region, modelId] = FOUNDATION_MODEL_ARN.exec(arn) ?? [];
  return region === undefined || modelId === undefined ? undefined : { modelId, region };
}

/**
 * The ids of the foundation models that the ARNs name, each once, in the order of the ARNs.
 *
 * Undefined if there is none, or if only one of the ARNs names anything else: a list with gaps would let somebody
 * who may call some of the models call all of them.
 */
export function foundationModelIds(arns: readonly string[]): readonly string[] | undefined {
  const ids = new Set<string>();
  for (const arn of arns) {
    const name = parseFoundationModelArn(arn);
    if (!name) return undefined;
    ids.add(name.modelId);
  }
  return ids.size === 0 ? undefined : [...ids];
}
