import { gatewayResponses } from './gateway-responses.ts';
import { integrationOf } from './integration-of.ts';
import { operationsOf, type ApiOperation, type SourceDocument } from './operations-of.ts';
import type { Json } from './template-value.ts';

/** The part of API Gateway's definition that follows from the application. */
export interface ApiDefinition {
  readonly [name: string]: Json;
  readonly paths: { readonly [path: string]: Json };
}

/**
 * Makes API Gateway's definition of the application's own OpenAPI document: the same paths, methods and security, with
 * a function behind each. Without descriptions and schemas: developers read the application's document.
 *
 * @throws {Error} for anything in the document that API Gateway cannot have.
 */
export function toApiDefinition(document: SourceDocument): ApiDefinition {
  const operations = operationsOf(document);
  const paths = new Set(operations.map(({ path }) => path));
  const itemOf = (path: string): Json =>
    Object.fromEntries(operations.filter((one) => one.path === path).map((one) => [one.method, methodOf(one)]));
  return {
    paths: Object.fromEntries([...paths].map((path) => [path, itemOf(path)])),
    'x-amazon-apigateway-gateway-responses': gatewayResponses(),
  };
}

function methodOf(operation: ApiOperation): Json {
  return {
    security: operation.isOpen ? [] : [{ bearer: [] }],
    // OpenAPI wants the member; a proxy integration passes everything on.
    responses: {},
    'x-amazon-apigateway-integration': integrationOf(operation),
  };
}
