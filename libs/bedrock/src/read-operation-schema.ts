import type { InvokeModel$ } from '@aws-sdk/client-bedrock-runtime';
import { NormalizedSchema } from '@smithy/core/schema';

/** The schema of one operation, as the AWS SDK exports it: `[9, namespace, name, traits, input, output]`. */
export type OperationSchema = typeof InvokeModel$;

/** The two services behind the name Bedrock; each has its own endpoint. */
export type BedrockPlane = 'runtime' | 'control';

/** What has to be known of an operation to send it and to recognise its answer. */
export interface OperationShape {
  readonly plane: BedrockPlane;
  readonly method: 'GET' | 'POST';
  /** E.g. `/model/{modelId}/invoke`; holds one label at most. */
  readonly pathTemplate: string;
  readonly answer: 'json' | 'event-stream';
}

const PLANES: ReadonlyMap<string, BedrockPlane> = new Map([
  ['com.amazonaws.bedrockruntime', 'runtime'],
  ['com.amazonaws.bedrock', 'control'],
]);

/**
 * Reads method, path, endpoint and kind of answer out of an SDK schema, so that none of them is written down twice.
 *
 * @throws {TypeError} if the schema is none that this library can send; it runs when the module is loaded.
 */
export function readOperationSchema(schema: OperationSchema): OperationShape {
  const [, namespace, name, traits, , output] = schema;
  const plane = PLANES.get(namespace);
  const [method, pathTemplate] = httpTrait(traits);
  if (
    plane === undefined ||
    (method !== 'GET' && method !== 'POST') ||
    !/^\/[^{?]*(\{\w+\}[^{?]*)?$/.test(pathTemplate)
  ) {
    throw new TypeError(`The SDK's schema of ${name} is of a kind that cannot be sent`);
  }
  const isStream = NormalizedSchema.of(output).getEventStreamMember() !== '';
  return { plane, method, pathTemplate, answer: isStream ? 'event-stream' : 'json' };
}

function httpTrait(traits: OperationSchema[3]): readonly [method: string, pathTemplate: string] {
  const http = typeof traits === 'object' ? traits.http : undefined;
  return [http?.[0] ?? '', http?.[1] ?? ''];
}
