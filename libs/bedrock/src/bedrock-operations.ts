import { INTERNAL_SHAPES, OFFERED_SHAPES } from './operation-shapes.js';
import type { OperationShape } from './read-operation-schema.js';

/** The operations that may be asked for by Bedrock's own paths. */
export type OfferedOperation = keyof typeof OFFERED_SHAPES;

/** The Bedrock operations that can be sent at all. */
export type BedrockOperation = OfferedOperation | keyof typeof INTERNAL_SHAPES;

const ALLOWED: Readonly<Record<BedrockOperation, OperationShape>> = { ...OFFERED_SHAPES, ...INTERNAL_SHAPES };

/** The operations that may be asked for by Bedrock's own paths, in the order in which they are documented. */
export const OFFERED_OPERATIONS = Object.keys(OFFERED_SHAPES) as readonly OfferedOperation[];

/** Where an operation goes, what it takes, and what its answer looks like. */
export function describeOperation(operation: BedrockOperation): OperationShape {
  return ALLOWED[operation];
}

/** True for the name of an operation that can be sent. */
export function isBedrockOperation(name: string): name is BedrockOperation {
  return Object.hasOwn(ALLOWED, name);
}
