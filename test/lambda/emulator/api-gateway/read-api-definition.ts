import { isJsonObject, type JsonObject } from '../../../support/cloudformation/template.js';
import type { ResolvedResource } from '../../../support/cloudformation/resolve.js';
import type { ApiDefinition, AuthorizerDefinition, Route } from './api-definition.js';
import { readGatewayResponses } from './read-gateway-responses.js';
import { functionInUri, readIntegration } from './read-integration.js';
import { numberOf, objectIn, textIn, textsIn } from './read-json.js';

/** Source: API Gateway API, `Authorizer.authorizerResultTtlInSeconds`. */
const DEFAULT_TTL_SECONDS = 300;
const MAX_TTL_SECONDS = 3_600;

const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
  'x-amazon-apigateway-any-method': 'ANY',
};

/**
 * Reads a REST API from the resources of a resolved template: an `AWS::Serverless::Api` with `DefinitionBody`, or an
 * `AWS::ApiGateway::RestApi` with `Body`.
 * @throws Error when the template has no such API, or has something in it that is not emulated
 */
export function readApiDefinition(
  resources: Readonly<Record<string, ResolvedResource>>,
  logicalId: string,
): ApiDefinition {
  const api = resources[logicalId]?.properties;
  if (api === undefined) throw new Error(`The template has no API ${logicalId}`);
  const body = objectIn(api, 'DefinitionBody' in api ? 'DefinitionBody' : 'Body');
  const stageName = api['StageName'];
  return {
    routes: readRoutes(body),
    gatewayResponses: readGatewayResponses(body, api, resources),
    binaryMediaTypes: [...textsIn(body, 'x-amazon-apigateway-binary-media-types'), ...binaryTypesOf(api)],
    stageName: typeof stageName === 'string' ? stageName : 'prod',
  };
}

/** The routes of an OpenAPI body. @throws Error when a method has no integration, or its security is not defined */
export function readRoutes(body: JsonObject): Route[] {
  const authorizers = readAuthorizers(body);
  return Object.entries(objectIn(body, 'paths')).flatMap(([resourcePath, item]) => {
    if (!isJsonObject(item)) throw new Error(`The path ${resourcePath} must be a map`);
    return Object.entries(METHODS)
      .filter(([key]) => Object.hasOwn(item, key))
      .map(([key, method]) => readRoute(resourcePath, method, objectIn(item, key), authorizers));
  });
}

function readRoute(
  resourcePath: string,
  method: string,
  operation: JsonObject,
  authorizers: ReadonlyMap<string, AuthorizerDefinition>,
): Route {
  try {
    const integration = readIntegration(objectIn(operation, 'x-amazon-apigateway-integration'));
    return { resourcePath, method, integration, authorizer: authorizerOf(operation, authorizers) };
  } catch (error) {
    throw new Error(`${method} ${resourcePath} cannot be served`, { cause: error });
  }
}

/** Security at the root of the document counts for nothing. Source: API Gateway developer guide, known OpenAPI limits. */
function authorizerOf(
  operation: JsonObject,
  authorizers: ReadonlyMap<string, AuthorizerDefinition>,
): AuthorizerDefinition | undefined {
  const security = operation['security'] ?? [];
  const [first] = Array.isArray(security) ? (security as readonly JsonObject[]) : [];
  const [name] = Object.keys(first ?? {});
  if (name === undefined) return undefined;
  const authorizer = authorizers.get(name);
  if (authorizer === undefined) throw new Error(`The security scheme ${name} is no authorizer`);
  return authorizer;
}

function readAuthorizers(body: JsonObject): ReadonlyMap<string, AuthorizerDefinition> {
  const schemes = objectIn(objectIn(body, 'components'), 'securitySchemes');
  const entries = Object.keys(schemes).map((name) => [name, objectIn(schemes, name)] as const);
  return new Map(
    entries
      .filter(([, scheme]) => 'x-amazon-apigateway-authorizer' in scheme)
      .map(([name, scheme]) => [name, readAuthorizer(name, objectIn(scheme, 'x-amazon-apigateway-authorizer'))]),
  );
}

function readAuthorizer(name: string, authorizer: JsonObject): AuthorizerDefinition {
  if (textIn(authorizer, 'type').toLowerCase() !== 'request')
    throw new Error('Only authorizers of type request are emulated');
  const ttlSeconds = numberOf(authorizer['authorizerResultTtlInSeconds'] ?? DEFAULT_TTL_SECONDS, 'the TTL');
  if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS)
    throw new Error(`An authorizer's TTL of ${ttlSeconds} s is out of bounds`);
  const source = 'identitySource' in authorizer ? textIn(authorizer, 'identitySource') : '';
  if (source === '' && ttlSeconds > 0) throw new Error('An authorizer whose answers are kept needs an identity source');
  const functionName = functionInUri(textIn(authorizer, 'authorizerUri'));
  return { name, functionName, identityHeaders: readIdentitySource(source), ttlSeconds };
}

function readIdentitySource(source: string): string[] {
  return source
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, header] = /^method\.request\.header\.(.+)$/u.exec(part) ?? [];
      if (header === undefined) throw new Error(`The identity source ${part} is not emulated`);
      return header;
    });
}

/** A REST API resource has them as they are, a SAM one with `~1` for each slash. Source: SAM, `BinaryMediaTypes`. */
function binaryTypesOf(api: JsonObject): string[] {
  return textsIn(api, 'BinaryMediaTypes').map((type) => type.replaceAll('~1', '/'));
}
