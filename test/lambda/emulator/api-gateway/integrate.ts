import type { ServerResponse } from 'node:http';
import { FunctionFailure } from '../function/function-failure.js';
import type { Invocation } from '../function/invocation.js';
import { LambdaError } from '../function/lambda-error.js';
import type { Lambda } from '../function/start-lambda.js';
import { answerBuffered } from './answer-buffered.js';
import { answerStreamed } from './answer-streamed.js';
import type { Integration } from './api-definition.js';
import { GatewayError, type GatewayErrorType } from './gateway-error.js';
import { headerOf, type ReceivedRequest } from './received-request.js';
import { TimeLimitError } from './time-limit.js';
import { headWriterFor } from './write-head.js';

const TYPES: Readonly<Record<string, GatewayErrorType>> = {
  RequestTooLargeException: 'REQUEST_TOO_LARGE',
  AccessDeniedException: 'API_CONFIGURATION_ERROR',
  ResourceNotFoundException: 'API_CONFIGURATION_ERROR',
};

/** A request on its way to its function. */
export interface IntegrationCall {
  readonly event: object;
  /** What invokes: the method of the resource, with `*` where the path has parameters. */
  readonly sourceArn: string;
  readonly integration: Integration;
  readonly received: ReceivedRequest;
  readonly response: ServerResponse;
  readonly lambda: Lambda;
  readonly idleMs: number;
  readonly binaryMediaTypes: readonly string[];
}

/** Invokes the function and sends its answer. @throws GatewayError when there is none that could be sent */
export async function integrate(call: IntegrationCall): Promise<void> {
  const { integration, received, response, idleMs, binaryMediaTypes } = call;
  const writeHead = headWriterFor(received);
  const { transferMode, timeoutMs } = integration;
  const invocation = invoke(call);
  try {
    if (transferMode === 'STREAM') return await answerStreamed(response, invocation, { timeoutMs, idleMs }, writeHead);
    const accept = headerOf(received, 'accept');
    return await answerBuffered(response, invocation, { timeoutMs }, { accept, binaryMediaTypes, writeHead });
  } catch (error) {
    if (error instanceof TimeLimitError) throw new GatewayError('INTEGRATION_TIMEOUT', undefined, { cause: error });
    if (error instanceof FunctionFailure) throw new GatewayError('INTEGRATION_FAILURE', undefined, { cause: error });
    throw error;
  }
}

/** An event over Lambda's 6 MB is a request that is too large; a function that may not be called, a wrong set-up. */
function invoke({ lambda, integration, event, sourceArn }: IntegrationCall): Invocation {
  try {
    return lambda.invoke(integration.functionName, JSON.stringify(event), sourceArn);
  } catch (error) {
    const code = error instanceof LambdaError ? error.code : undefined;
    throw new GatewayError(TYPES[code ?? ''] ?? 'INTEGRATION_FAILURE', undefined, { cause: error });
  }
}
