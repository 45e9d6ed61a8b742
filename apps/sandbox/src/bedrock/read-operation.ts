import { splitTarget } from '../http/http-messages.js';
import type { HttpRequest } from '../http/http-messages.js';
import { BedrockProblem } from './bedrock-problem.js';
import type { Exchange } from './exchange-log.js';
import { matchOperation } from './operations.js';

/** What the log says of a request before anything else is known of it. */
export function readOperation(request: HttpRequest): Pick<Exchange, 'operation' | 'modelId'> {
  try {
    const { name, labels } = matchOperation(request.method ?? '', splitTarget(request).rawPath);
    return { operation: name, modelId: labels['modelId'] };
  } catch (error) {
    // Answering will say the same; the log notes that something came.
    if (error instanceof BedrockProblem) return { operation: undefined, modelId: undefined };
    throw error;
  }
}
