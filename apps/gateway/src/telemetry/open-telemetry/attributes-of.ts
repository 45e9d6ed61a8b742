import type { Attributes } from '@opentelemetry/api';
import { definitionOf } from '../metric-definitions.js';
import type { Measurement } from '../metric-output.js';

/** Asked for by the conventions of every metric of GenAI. Source: OpenTelemetry's registry of `gen_ai.provider.name`. */
const PROVIDER: Attributes = { 'gen_ai.provider.name': 'aws.bedrock' };

/** What OpenTelemetry is told about a measurement: the dimensions that its metric has, and no others. */
export function attributesOf({ name, dimensions }: Measurement): Attributes {
  const attributes: Attributes = name.startsWith('gen_ai.') ? { ...PROVIDER } : {};
  for (const dimension of definitionOf(name).dimensions) {
    const value = dimensions[dimension];
    if (value !== undefined) attributes[dimension] = value;
  }
  return attributes;
}
