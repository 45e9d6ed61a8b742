import { isJsonObject, type Json, type JsonObject } from '../../../support/cloudformation/template.js';
import type { ResolvedResource } from '../../../support/cloudformation/resolve.js';
import type { GatewayResponse } from './api-definition.js';
import { numberOf, objectIn, textIn } from './read-json.js';

const HEADER_PREFIX = 'gatewayresponse.header.';

type Responses = Record<string, GatewayResponse>;

/** Gateway responses wherever a template may have them: in the API's body, in SAM's property, in resources. */
export function readGatewayResponses(
  body: JsonObject,
  api: JsonObject,
  resources: Readonly<Record<string, ResolvedResource>>,
): Responses {
  const own = Object.values(resources).filter(({ type }) => type === 'AWS::ApiGateway::GatewayResponse');
  return {
    ...mapValues(objectIn(body, 'x-amazon-apigateway-gateway-responses'), readOpenApi),
    ...mapValues(objectIn(api, 'GatewayResponses'), readSam),
    ...Object.fromEntries(own.map(({ properties }) => [textIn(properties, 'ResponseType'), readResource(properties)])),
  };
}

function readOpenApi(response: JsonObject): GatewayResponse {
  return build(
    response['statusCode'],
    headersOf(objectIn(response, 'responseParameters')),
    objectIn(response, 'responseTemplates'),
  );
}

function readResource(response: JsonObject): GatewayResponse {
  return build(
    response['StatusCode'],
    headersOf(objectIn(response, 'ResponseParameters')),
    objectIn(response, 'ResponseTemplates'),
  );
}

function readSam(response: JsonObject): GatewayResponse {
  const headers = objectIn(objectIn(response, 'ResponseParameters'), 'Headers');
  return build(response['StatusCode'], mapText(headers), objectIn(response, 'ResponseTemplates'));
}

function build(status: Json | undefined, headers: Record<string, string>, templates: JsonObject): GatewayResponse {
  const template = templates['application/json'];
  return {
    ...(status === undefined ? {} : { statusCode: numberOf(status, 'statusCode') }),
    headers,
    ...(typeof template === 'string' ? { template } : {}),
  };
}

function headersOf(parameters: JsonObject): Record<string, string> {
  const entries = Object.entries(mapText(parameters)).filter(([name]) => name.startsWith(HEADER_PREFIX));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(HEADER_PREFIX.length), value]));
}

function mapText(map: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.keys(map).map((key) => [key, textIn(map, key)]));
}

function mapValues(map: JsonObject, read: (value: JsonObject) => GatewayResponse): Responses {
  const entries = Object.entries(map).map(([key, value]) => {
    if (!isJsonObject(value)) throw new Error(`The gateway response ${key} must be a map`);
    return [key, read(value)] as const;
  });
  return Object.fromEntries(entries);
}
