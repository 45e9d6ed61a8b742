import { PathLabelInvalidError } from './errors.js';
import { parseModelId } from './model-id.js';

// Identifier and version of a guardrail: the patterns of `ApplyGuardrail` in the Bedrock Runtime API reference.
const GUARDRAIL =
  /^(?:[a-z0-9]{1,64}|arn:aws(?:-[a-z]+)*:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail\/[a-z0-9]{1,64})$/;
const GUARDRAIL_VERSION = /^(?:[1-9][0-9]{0,7}|DRAFT)$/;

/** How the value of each label is checked, by the name that the SDK's schemas give it. */
const PARSERS = {
  modelId: parseModelId,
  modelIdentifier: parseModelId,
  inferenceProfileIdentifier: parseModelId,
  guardrailIdentifier: matching('guardrailIdentifier', GUARDRAIL),
  guardrailVersion: matching('guardrailVersion', GUARDRAIL_VERSION),
} as const;

/** A label that may stand in an operation's path. Operations with any other are refused when they are declared. */
export type PathLabel = keyof typeof PARSERS;

const MODEL_LABELS: ReadonlySet<PathLabel> = new Set(['modelId', 'modelIdentifier', 'inferenceProfileIdentifier']);

/** True for the name of a label whose values can be checked. */
export function isPathLabel(name: string): name is PathLabel {
  return Object.hasOwn(PARSERS, name);
}

/** True for labels that name what is asked about: a model, or a profile over one. */
export function isModelLabel(label: PathLabel): boolean {
  return MODEL_LABELS.has(label);
}

/**
 * Returns the value of a label, percent-decoded already, unchanged if it is one that the label can have. What passes
 * cannot change which operation is called.
 *
 * @throws {ModelIdInvalidError} for labels that name a model or a profile.
 * @throws {PathLabelInvalidError} for all others.
 */
export function parsePathLabel(label: PathLabel, text: string): string {
  return PARSERS[label](text);
}

function matching(label: 'guardrailIdentifier' | 'guardrailVersion', pattern: RegExp): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new PathLabelInvalidError(label);
    return text;
  };
}
