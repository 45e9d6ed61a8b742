import type { BedrockRequest } from './model-invoker.js';

/**
 * The call that proves a way to Bedrock. Counting tokens is free, and no model can have this id: nothing can run. Bedrock
 * still checks the signature, finds no such model and says so. The body is that of `CountTokens` for the text `{}`.
 */
export const PROBE_REQUEST: BedrockRequest = {
  operation: 'CountTokens',
  modelId: 'gateway.route-probe-names-no-model-v0:0',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: Buffer.from('{"input":{"invokeModel":{"body":"e30="}}}'),
};
