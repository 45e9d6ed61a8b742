import type { InvokeModel$ } from '@aws-sdk/client-bedrock-runtime';
import { NormalizedSchema } from '@smithy/core/schema';
import { isPathLabel, type PathLabel } from './path-labels.js';

/** The schema of one operation, as the AWS SDK exports it: `[9, namespace, name, traits, input, output]`. */
export type OperationSchema = typeof InvokeModel$;

/** The two services behind the name Bedrock; each has its own endpoint. */
export type BedrockPlane = 'runtime' | 'control';

/** What has to be known of an operation to take it in, to send it and to recognise its answer. */
export interface OperationShape {
  readonly plane: BedrockPlane;
  readonly method: 'GET' | 'POST';
  /** E.g. `/model/{modelId}/invoke`; each label fills one segment. */
  readonly pathTemplate: string;
  /** The labels of the path, in order. */
  readonly labels: readonly PathLabel[];
  /** Names of the query parameters that the operation knows. */
  readonly query: readonly string[];
  readonly answer: 'json' | 'event-stream';
}

const PLANES: ReadonlyMap<string, BedrockPlane> = new Map([
  ['com.amazonaws.bedrockruntime', 'runtime'],
  ['com.amazonaws.bedrock', 'control'],
]);

/** Literal segments and labels that fill a whole segment: no greedy label, no query in the path. */
const PATH_TEMPLATE = /^(?:\/(?:[\w.-]+|\{\w+\}))+$/;

/**
 * Reads method, path, query, endpoint and kind of answer out of an SDK schema, so that none of them is written down
 * twice.
 *
 * @throws {TypeError} if the schema is none that this library can send; it runs when the module is loaded.
 */
export function readOperationSchema(schema: OperationSchema): OperationShape {
  const [, namespace, name, traits, input, output] = schema;
  const plane = PLANES.get(namespace);
  const [method, pathTemplate] = httpTrait(traits);
  const names = Array.from(pathTemplate.matchAll(/\{(\w+)\}/g), ([, label = '']) => label);
  const labels = names.filter(isPathLabel);
  const isKnown = plane !== undefined && (method === 'GET' || method === 'POST') && PATH_TEMPLATE.test(pathTemplate);
  if (!isKnown || labels.length < names.length) {
    throw new TypeError(`The SDK's schema of ${name} is of a kind that cannot be sent`);
  }
  const isStream = NormalizedSchema.of(output).getEventStreamMember() !== '';
  const answer = isStream ? 'event-stream' : 'json';
  return { plane, method, pathTemplate, labels, query: queryNames(input), answer };
}

function httpTrait(traits: OperationSchema[3]): readonly [method: string, pathTemplate: string] {
  const http = typeof traits === 'object' ? traits.http : undefined;
  return [http?.[0] ?? '', http?.[1] ?? ''];
}

function queryNames(input: OperationSchema[4]): readonly string[] {
  const members = Array.from(NormalizedSchema.of(input).structIterator(), ([, member]) => member.getMergedTraits());
  return members.flatMap(({ httpQuery }) => httpQuery ?? []);
}
