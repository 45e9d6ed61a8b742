import { describeOperation, type OfferedOperation } from '@app/bedrock';
import type { Request } from 'express';
import { UNKNOWN_PATTERN } from '../native/bedrock-paths.js';
import { operationOfPattern } from '../native/native-operations.js';
import { matchedPath } from './read-routing-headers.js';

/** What a path does, in the words of the audit record. */
export interface Operation {
  readonly name: string;
  readonly streamed: boolean;
}

/** What an SDK asks of Bedrock and the gateway does not offer. */
const UNKNOWN: Operation = { name: 'UnknownOperation', streamed: false };

/** By the last segments of the path that matched. Paths that are not named here leave no audit record. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  '/bedrock/invoke': { name: 'InvokeModel', streamed: false },
  '/bedrock/invoke-model': { name: 'InvokeModel', streamed: false },
  '/bedrock/invoke-stream': { name: 'InvokeModelWithResponseStream', streamed: true },
  '/bedrock/invoke-model-with-response-stream': { name: 'InvokeModelWithResponseStream', streamed: true },
  '/bedrock/models': { name: 'ListModels', streamed: false },
  '/bedrock/models/:modelId': { name: 'GetModel', streamed: false },
  '/health/ready': { name: 'GetReadiness', streamed: false },
  '/status': { name: 'GetStatus', streamed: false },
  '/audit/requests': { name: 'ListAuditRecords', streamed: false },
  '/audit/requests/:requestId': { name: 'GetAuditRecord', streamed: false },
  '/audit/export': { name: 'ExportAuditRecords', streamed: true },
  '/console/events': { name: 'WatchConsole', streamed: true },
  '/usage': { name: 'GetUsage', streamed: false },
};

/** The operation of the path that matched, under any prefix; undefined for paths that are not audited. */
export function operationOf(request: Request): Operation | undefined {
  const pattern = matchedPattern(request);
  const native = operationOfPattern(pattern);
  if (native) return { name: native, streamed: describeOperation(native).answer === 'event-stream' };
  return pattern === UNKNOWN_PATTERN ? UNKNOWN : OPERATIONS[pattern];
}

/** The operation of Bedrock's own that the path of a request names. @throws {Error} on any other path: a defect. */
export function nativeOperationOf(request: Request): OfferedOperation {
  const operation = operationOfPattern(matchedPattern(request));
  if (!operation) throw new Error('The path names no operation of Bedrock');
  return operation;
}

/** The pattern of the path that matched, without its prefix. */
function matchedPattern(request: Request): string {
  return matchedPath(request).replace(/^(?:\/v1)?(?:\/internet|\/vpn)?(?=\/)/, '');
}
