import { ModelIdInvalidError } from './errors.js';

// Length and shapes: the pattern of `modelId` in the Bedrock Runtime API reference (InvokeModel).
const MAX_MODEL_ID_CHARS = 2048;
const ALLOWED_CHARACTERS = /^[A-Za-z0-9._:/-]+$/;

// A foundation model (`anthropic.claude-3-haiku-20240307-v1:0`), an inference profile (`us.anthropic...`) or the
// name of one. Never a slash, never two dots in a row: such an id has no way to become another path.
const PLAIN_ID = /^[A-Za-z0-9](?:[A-Za-z0-9_:-]|\.(?!\.))*$/;
const ENDS_ALPHANUMERIC = /[A-Za-z0-9]$/;

const REGION = '[a-z0-9-]{1,20}';
const ACCOUNT = '[0-9]{12}';
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9:-]|\\.(?!\\.)){0,255}';

const ARN_SHAPES = [
  `bedrock:${REGION}::foundation-model/${NAME}`,
  `bedrock:${REGION}:${ACCOUNT}:custom-model/${NAME}/[a-z0-9]{12}`,
  `bedrock:${REGION}:${ACCOUNT}:(?:imported-model|provisioned-model|custom-model-deployment)/[a-z0-9]{12}`,
  `bedrock:${REGION}:(?:${ACCOUNT})?:inference-profile/${NAME}`,
  `bedrock:${REGION}:${ACCOUNT}:application-inference-profile/${NAME}`,
  `bedrock:${REGION}:${ACCOUNT}:(?:default-)?prompt-router/${NAME}`,
  `bedrock:${REGION}:${ACCOUNT}:prompt/[0-9A-Za-z]{10}(?::[0-9]{1,5})?`,
  // Bedrock Marketplace models are called by the ARN of their SageMaker endpoint.
  `sagemaker:${REGION}:${ACCOUNT}:endpoint/[A-Za-z0-9-]{1,63}`,
];
const MODEL_ARN = new RegExp(`^arn:aws(?:-[a-z]+)*:(?:${ARN_SHAPES.join('|')})$`);

/**
 * Returns the text unchanged if it is a model id, an inference profile id or the ARN of something that can be invoked.
 *
 * The text must be percent-decoded already. What passes can stand in a URL path without ever changing which
 * operation is called; whether such a model exists is Bedrock's to say.
 *
 * @throws {ModelIdInvalidError} for anything else; the error does not repeat the text.
 */
export function parseModelId(text: string): string {
  if (text.length === 0) throw new ModelIdInvalidError('empty');
  if (text.length > MAX_MODEL_ID_CHARS) throw new ModelIdInvalidError('too-long');
  if (!ALLOWED_CHARACTERS.test(text)) throw new ModelIdInvalidError('forbidden-character');
  if (!isKnownShape(text)) throw new ModelIdInvalidError('not-an-id');
  return text;
}

// An ARN has to match as an ARN: as a plain id, `arn:aws:iam::...` would pass for a name with colons.
function isKnownShape(text: string): boolean {
  if (text.toLowerCase().startsWith('arn:')) return MODEL_ARN.test(text);
  return PLAIN_ID.test(text) && ENDS_ALPHANUMERIC.test(text);
}
