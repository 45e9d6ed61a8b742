import {
  describeOperation,
  isModelLabel,
  parsePathLabel,
  PathLabelInvalidError,
  pickRequestHeaders,
  type BedrockRequest,
  type OfferedOperation,
  type PathLabel,
} from '@app/bedrock';
import type { Request } from 'express';
import { queryOf } from '../inference/query-of.js';
import { readModelId } from '../inference/read-model-id.js';
import { RequestInvalidError } from '../problems/errors.js';

/**
 * Reads everything of a native request but its body: the labels of its path, decoded once by the router, the query
 * parameters that the operation knows, and the headers that may go to Bedrock. All else stays behind.
 *
 * @throws {RequestInvalidError} naming the label or the query parameter that is wrong.
 */
export function readNativeCall(request: Request, operation: OfferedOperation): BedrockRequest {
  const { labels, query } = describeOperation(operation);
  const modelLabel = labels.find(isModelLabel);
  const others = labels.filter((label) => !isModelLabel(label));
  return {
    operation,
    ...(modelLabel && { modelId: readLabel(request, modelLabel) }),
    labels: Object.fromEntries(others.map((label) => [label, readLabel(request, label)])),
    query: readQuery(request, query),
    headers: pickRequestHeaders(request.headers),
  };
}

function readLabel({ params }: Request, label: PathLabel): string {
  const value = params[label] ?? '';
  const text = Array.isArray(value) ? value.join('/') : value;
  if (isModelLabel(label)) return readModelId(text, label);
  try {
    return parsePathLabel(label, text);
  } catch (cause) {
    if (!(cause instanceof PathLabelInvalidError)) throw cause;
    throw new RequestInvalidError({ [label]: 'is not valid' }, cause);
  }
}

function readQuery(request: Request, names: readonly string[]): Record<string, string> {
  const given = queryOf(request);
  const values = names.map((name) => [name, given.getAll(name)] as const);
  const repeated = values.filter(([, { length }]) => length > 1).map(([name]) => [name, 'is given more than once']);
  if (repeated.length > 0) throw new RequestInvalidError(Object.fromEntries(repeated));
  return Object.fromEntries(values.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
}
