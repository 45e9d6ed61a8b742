import { describeOperation, type BedrockOperation } from '../bedrock-operations.js';
import type { CountsPlace } from './reply-tap.js';

/** Where the token counts of an operation's answer are. */
export function countsPlaceOf(operation: BedrockOperation): CountsPlace {
  if (describeOperation(operation).answer === 'event-stream') return 'frames';
  return operation === 'Converse' ? 'body' : 'headers';
}
