import { isJsonObject, type Json, type JsonObject } from '../../../support/cloudformation/template.js';
import { GatewayError } from './gateway-error.js';
import type { HeaderList } from './remap-headers.js';

/** Status and headers of a function's answer. */
export interface AnswerHead {
  readonly statusCode: number;
  readonly headers: HeaderList;
}

/**
 * Reads status and headers, which buffered answers and preludes of streams have in common. Lists belong into
 * `multiValueHeaders`: one among `headers` makes the answer malformed.
 * Source: API Gateway developer guide, "Output format of a Lambda function for proxy integration".
 * @throws GatewayError `INTEGRATION_FAILURE` when it is malformed
 */
export function readAnswerHead(answer: JsonObject): AnswerHead {
  const { statusCode, headers = {}, multiValueHeaders = {}, cookies = [] } = answer;
  const isStatus = Number.isInteger(Number(statusCode)) && Number(statusCode) >= 100 && Number(statusCode) <= 599;
  if (!isStatus || !Array.isArray(cookies)) throw new GatewayError('INTEGRATION_FAILURE');
  const single = mapOf(headers).filter(([name]) => !hasName(multiValueHeaders, name));
  const several = mapOf(multiValueHeaders).flatMap(([name, values]) =>
    listOf(values).map((value) => [name, value] as const),
  );
  const setCookies = cookies.map((cookie: Json) => ['set-cookie', cookie] as const);
  const all = [...single, ...several, ...setCookies].map(([name, value]) => [name, textOf(value)] as const);
  return { statusCode: Number(statusCode), headers: all };
}

function mapOf(value: Json): [string, Json][] {
  if (value === null) return [];
  if (!isJsonObject(value)) throw new GatewayError('INTEGRATION_FAILURE');
  return Object.entries(value);
}

function listOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new GatewayError('INTEGRATION_FAILURE');
  return value as readonly Json[];
}

function hasName(map: Json, name: string): boolean {
  return mapOf(map).some(([key]) => key.toLowerCase() === name.toLowerCase());
}

function textOf(value: Json): string {
  if (typeof value === 'object') throw new GatewayError('INTEGRATION_FAILURE');
  return String(value);
}
