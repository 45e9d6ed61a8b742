import type { JsonObject } from '../../../support/cloudformation/template.js';
import { functionNameIn } from '../function/function-definition.js';
import type { Integration } from './api-definition.js';
import { numberOf, textIn } from './read-json.js';

/** Source: API Gateway quotas: 50 ms to 29 s for buffered answers unless raised, to 15 min for streamed ones. */
const DEFAULT_TIMEOUT_MS = 29_000;
const MIN_TIMEOUT_MS = 50;
const MAX_TIMEOUT_MS = { BUFFERED: 29_000, STREAM: 900_000 };

/** Which operation of Lambda each mode calls. Source: API Gateway developer guide, "response-transfer-mode-lambda". */
const URI = /:apigateway:[^:]+:lambda:path\/(2015-03-31|2021-11-15)\/functions\/([^/]+)\/([a-z-]+)$/u;
const OPERATION = { BUFFERED: '2015-03-31 invocations', STREAM: '2021-11-15 response-streaming-invocations' };

/** Reads a Lambda proxy integration. @throws Error when API Gateway would refuse it, or it is of another kind */
export function readIntegration(integration: JsonObject): Integration {
  if (textIn(integration, 'type').toLowerCase() !== 'aws_proxy')
    throw new Error('Only aws_proxy integrations are emulated');
  if (textIn(integration, 'httpMethod') !== 'POST') throw new Error('Lambda is invoked with POST');
  const transferMode = integration['responseTransferMode'] ?? 'BUFFERED';
  if (transferMode !== 'BUFFERED' && transferMode !== 'STREAM')
    throw new Error('responseTransferMode is BUFFERED or STREAM');
  const timeoutMs = numberOf(integration['timeoutInMillis'] ?? DEFAULT_TIMEOUT_MS, 'timeoutInMillis');
  if (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS[transferMode]) {
    throw new Error(`timeoutInMillis of ${timeoutMs} is out of bounds for ${transferMode}`);
  }
  return { functionName: functionInUri(textIn(integration, 'uri'), OPERATION[transferMode]), transferMode, timeoutMs };
}

/** The name of an authorizer's function. @throws Error when the URI does not call one */
export function functionInUri(uri: string, expectedOperation = OPERATION.BUFFERED): string {
  const [, version, reference = '', operation] = URI.exec(uri) ?? [];
  if (`${version} ${operation}` !== expectedOperation)
    throw new Error(`The URI does not call ${expectedOperation}: ${uri}`);
  return functionNameIn(reference);
}
