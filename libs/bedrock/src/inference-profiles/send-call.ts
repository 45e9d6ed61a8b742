import type { BedrockReply, BedrockRequest } from '../model-invoker.js';

/**
 * Sends one call on behalf of the request at hand, by whatever way that request may take.
 *
 * Rejects, like the body of its reply, once that request has ended: by its deadline or because its caller has gone.
 *
 * @example
 * const reply = await send({ operation: 'ListFoundationModels', headers: {} });
 */
export type SendCall = (request: BedrockRequest) => Promise<BedrockReply>;
