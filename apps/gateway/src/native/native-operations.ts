import { describeOperation, OFFERED_OPERATIONS, type OfferedOperation } from '@app/bedrock';
import type { Permission } from '../auth/permissions.js';

/** What it takes to be let in: reading lists, one answer, or a stream. */
type NativePermission = Extract<Permission, 'bedrock:invoke' | 'bedrock:invoke-stream' | 'bedrock:list-models'>;

/**
 * The permission that an operation needs, by what it is: so that a new one is a line in the list of `@app/bedrock`.
 *
 * @throws {TypeError} for one that changes the account: no permission covers that. It runs when the module is loaded.
 */
export function permissionFor(operation: OfferedOperation): NativePermission {
  const { plane, method, answer } = describeOperation(operation);
  if (method === 'GET') return 'bedrock:list-models';
  if (plane === 'control') throw new TypeError(`${operation} changes the account and cannot be offered`);
  return answer === 'event-stream' ? 'bedrock:invoke-stream' : 'bedrock:invoke';
}

const OPERATION_BY_PATTERN: ReadonlyMap<string, OfferedOperation> = new Map(
  OFFERED_OPERATIONS.map((operation) => [patternOf(operation), operation]),
);

/** The operation of a pattern, e.g. `/model/*modelId/invoke`; undefined for any other. */
export function operationOfPattern(pattern: string): OfferedOperation | undefined {
  return OPERATION_BY_PATTERN.get(pattern);
}

/** The patterns that a permission opens, in Express's words and without a prefix. */
export function patternsFor(permission: NativePermission): string[] {
  return OFFERED_OPERATIONS.filter((operation) => permissionFor(operation) === permission).map(patternOf);
}

/**
 * The first label takes any number of segments: an ARN has slashes, and not everything on the way keeps them encoded.
 * Which operation is meant does not hang on it: that is said by what stands behind the label, to the end of the path.
 */
function patternOf(operation: OfferedOperation): string {
  return describeOperation(operation).pathTemplate.replace('{', '*').replace(/\{/g, ':').replace(/\}/g, '');
}
