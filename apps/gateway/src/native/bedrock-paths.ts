import type { Request } from 'express';

/** Bedrock's own paths stand under no prefix and under each route's. `/v1` is the seed paths' alone. */
export const NATIVE_PREFIXES = ['', 'internet', 'vpn'];

/**
 * The first segment of every path that an AWS SDK sends to Bedrock, runtime or control plane. Most of it the gateway
 * does not offer; who asks for it has an SDK at hand and gets an error that this SDK can read.
 * Source: the schemas of `@aws-sdk/client-bedrock-runtime` and `@aws-sdk/client-bedrock`.
 */
export const BEDROCK_AREAS: ReadonlySet<string> = new Set([
  'advanced-prompt-optimization-job',
  'advanced-prompt-optimization-jobs',
  'async-invoke',
  'automated-reasoning-policies',
  'create-foundation-model-agreement',
  'custom-models',
  'data-retention',
  'delete-foundation-model-agreement',
  'enforcedGuardrailsConfiguration',
  'evaluation-job',
  'evaluation-jobs',
  'foundation-model-availability',
  'foundation-models',
  'guardrail',
  'guardrail-checks',
  'guardrails',
  'imported-models',
  'inference-profiles',
  'list-foundation-model-agreement-offers',
  'listTagsForResource',
  'logging',
  'marketplace-model',
  'model',
  'model-copy-jobs',
  'model-customization',
  'model-customization-jobs',
  'model-import-jobs',
  'model-invocation-job',
  'model-invocation-jobs',
  'prompt-routers',
  'provisioned-model-throughput',
  'provisioned-model-throughputs',
  'resource-policy',
  'tagResource',
  'untagResource',
  'use-case-for-model-access',
]);

/** In Express's words and without a prefix: any path. What is offered has to stand before it. */
export const UNKNOWN_PATTERN = '/{*path}';

const PREFIXES: ReadonlySet<string> = new Set(NATIVE_PREFIXES.filter((prefix) => prefix !== ''));

/** Whether a request is for a path of Bedrock's own, offered or not: its errors take Bedrock's shape. */
export function isBedrockPath({ path }: Pick<Request, 'path'>): boolean {
  const [, first = '', second = ''] = path.split('/', 3);
  return BEDROCK_AREAS.has(PREFIXES.has(first) ? second : first);
}
