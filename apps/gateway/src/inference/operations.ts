import type { Request } from 'express';
import { matchedPath } from './read-routing-headers.js';

/** What a path does, in the words of the audit record. */
export interface Operation {
  readonly name: string;
  readonly streamed: boolean;
}

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
};

/** The operation of the path that matched, under any prefix; undefined for paths that are not audited. */
export function operationOf(request: Request): Operation | undefined {
  return OPERATIONS[matchedPath(request).replace(/^(?:\/v1)?(?:\/internet|\/vpn)?(?=\/)/, '')];
}
