import { describeOperation, OFFERED_OPERATIONS, type OfferedOperation } from '@app/bedrock';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NATIVE_PREFIXES } from '../native/bedrock-paths.js';
import { NATIVE_EXAMPLES } from './native-examples.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;
type RequestBodyObject = NonNullable<OperationObject['requestBody']>;
type ParameterObject = Exclude<NonNullable<OperationObject['parameters']>[number], { $ref: string }>;

const API_REFERENCE = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_';

/**
 * Says of each native path what its operation takes and gives. One handler serves several of them, so its decorators
 * can only say what they have in common; the rest is in the SDK's schemas. Changes the document and returns it.
 */
export function documentNativePaths(document: OpenAPIObject): OpenAPIObject {
  for (const operation of OFFERED_OPERATIONS) {
    const { method, pathTemplate } = describeOperation(operation);
    for (const prefix of NATIVE_PREFIXES) {
      const item = document.paths[`${prefix && `/${prefix}`}${pathTemplate}`];
      const documented = method === 'GET' ? item?.get : item?.post;
      if (documented) Object.assign(documented, factsOf(operation, documented));
    }
  }
  return document;
}

function factsOf(operation: OfferedOperation, { parameters = [], responses }: OperationObject): OperationObject {
  const { body } = NATIVE_EXAMPLES[operation];
  return {
    summary: inWords(operation),
    externalDocs: { description: operation, url: referenceOf(operation) },
    parameters: [...pathParameters(operation), ...queryParameters(operation), ...parameters],
    ...(body && { requestBody: requestBodyOf(operation, body) }),
    responses: { ...responses, 200: { description: "Bedrock's own answer.", content: answerOf(operation) } },
  };
}

/** `InvokeModelWithResponseStream`: `Invoke model with response stream`. */
function inWords(operation: OfferedOperation): string {
  return operation.replace(/(?<!^)[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** AWS keeps the pages of both services in one place, and tells those of the runtime apart by name. */
function referenceOf(operation: OfferedOperation): string {
  const service = describeOperation(operation).plane === 'runtime' ? 'runtime_' : '';
  return `${API_REFERENCE}${service}${operation}.html`;
}

function pathParameters(operation: OfferedOperation): ParameterObject[] {
  const { labels } = NATIVE_EXAMPLES[operation];
  return describeOperation(operation).labels.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    example: labels[name],
  }));
}

function queryParameters(operation: OfferedOperation): ParameterObject[] {
  return describeOperation(operation).query.map((name) => ({
    name,
    in: 'query',
    required: false,
    schema: { type: 'string' },
  }));
}

/** A model's own body may go without a content type, or as bytes; as JSON it goes everywhere. */
function requestBodyOf(operation: OfferedOperation, value: object): RequestBodyObject {
  const schema = { type: 'object', additionalProperties: true };
  const examples = { hello: { summary: inWords(operation), value } };
  return { required: true, content: { 'application/json': { schema, examples } } };
}

function answerOf(operation: OfferedOperation): Record<string, { schema: { type: string; format?: string } }> {
  return describeOperation(operation).answer === 'event-stream'
    ? { 'application/vnd.amazon.eventstream': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: { type: 'object' } } };
}
