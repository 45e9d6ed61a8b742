import fc from 'fast-check';

const ARN = 'arn:aws:bedrock:us-east-1:123456789012';

/** Every kind of thing that can be called, with an id of each. */
export const MODEL_ID_KINDS: Readonly<Record<string, string>> = {
  'a plain id': 'amazon.titan-text-express-v1',
  'a versioned id': 'anthropic.claude-3-haiku-20240307-v1:0',
  'a version with a size': 'amazon.nova-lite-v1:0:300k',
  'a us. profile': 'us.anthropic.claude-opus-4-1-20250805-v1:0',
  'a eu. profile': 'eu.amazon.nova-lite-v1:0',
  'an apac. profile': 'apac.amazon.nova-pro-v1:0',
  'a us-gov. profile': 'us-gov.anthropic.claude-3-haiku-20240307-v1:0',
  'a global. profile': 'global.anthropic.claude-sonnet-4-20250514-v1:0',
  'the ARN of a foundation model': 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1',
  'the ARN of one in GovCloud': 'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.titan-text-express-v1',
  'the ARN of an inference profile': `${ARN}:inference-profile/us.amazon.nova-premier-v1:0`,
  'the ARN of an application inference profile': `${ARN}:application-inference-profile/a1b2c3d4e5f6`,
  'the ARN of provisioned throughput': `${ARN}:provisioned-model/abcdefghijkl`,
  'the ARN of a custom model': `${ARN}:custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghijkl`,
  'the ARN of the deployment of a custom model': `${ARN}:custom-model-deployment/abcdefghijkl`,
  'the ARN of an imported model': `${ARN}:imported-model/abcdefghijkl`,
  'the ARN of a prompt': `${ARN}:prompt/ABCDEFGHIJ`,
  'the ARN of a version of a prompt': `${ARN}:prompt/ABCDEFGHIJ:12`,
  'the ARN of a prompt router': `${ARN}:default-prompt-router/anthropic.claude:1`,
  'the ARN of a marketplace endpoint': 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint',
};

const letters = (alphabet: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength, maxLength });

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const word = letters(`${SMALL}${SMALL.toUpperCase()}${DIGITS}`, 1, 12);
const small = letters(`${SMALL}${DIGITS}`, 12);
const version = fc.nat({ max: 99 }).map(String);

/** `provider.model-name-v1:0`, some with a geography in front, some without a version. */
const name = fc
  .record({
    geography: fc.constantFrom('', 'us.', 'eu.', 'apac.', 'us-gov.', 'global.'),
    provider: letters(SMALL, 2, 10),
    words: fc.array(word, { minLength: 1, maxLength: 5 }),
    version: fc.oneof(
      fc.constant(''),
      version.map((major) => `-v${major}`),
    ),
    revision: fc.oneof(
      fc.constant(''),
      version.map((minor) => `:${minor}`),
      fc.constant(':0:300k'),
    ),
  })
  .map((id) => `${id.geography}${id.provider}.${id.words.join('-')}${id.version}${id.revision}`);

const region = fc.constantFrom('us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1');
const account = letters(DIGITS, 12);
const partition = fc.constantFrom('aws', 'aws-us-gov', 'aws-cn');

const resource = fc.oneof(
  fc.tuple(fc.constantFrom('imported-model', 'provisioned-model', 'custom-model-deployment'), small),
  fc.tuple(fc.constantFrom('inference-profile', 'application-inference-profile', 'prompt-router'), name),
  fc.tuple(
    fc.constant('custom-model'),
    fc.tuple(name, small).map((parts) => parts.join('/')),
  ),
  fc.tuple(fc.constant('prompt'), letters(`${SMALL.toUpperCase()}${DIGITS}`, 10)),
  fc.tuple(
    fc.constant('prompt'),
    fc.tuple(letters(SMALL.toUpperCase(), 10), version).map((parts) => parts.join(':')),
  ),
);

const ofAccount = fc
  .tuple(partition, region, account, resource)
  .map(([aws, where, who, [kind, what]]) => `arn:${aws}:bedrock:${where}:${who}:${kind}/${what}`);
const ofModel = fc
  .tuple(partition, region, name)
  .map(([aws, where, what]) => `arn:${aws}:bedrock:${where}::foundation-model/${what}`);
const ofEndpoint = fc
  .tuple(region, account, word)
  .map(([where, who, what]) => `arn:aws:sagemaker:${where}:${who}:endpoint/${what}`);

/**
 * Ids by the grammar of ids and ARNs. Source: the pattern of `modelId` in the Bedrock Runtime API reference, read anew:
 * it shares no code with the gateway's.
 */
export const validModelId: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: name, weight: 4 },
  { arbitrary: ofAccount, weight: 4 },
  { arbitrary: ofModel, weight: 2 },
  { arbitrary: ofEndpoint, weight: 1 },
  { arbitrary: fc.constantFrom(...Object.values(MODEL_ID_KINDS)), weight: 1 },
);
