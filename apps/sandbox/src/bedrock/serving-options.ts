import { PerformanceConfigLatency, ServiceTierType } from '@aws-sdk/client-bedrock-runtime';
import { objectAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { AnswerHeaders } from './answer.js';
import { readEnum } from './read-enum.js';

const latencyHeader = 'x-amzn-bedrock-performanceconfig-latency';
const tierHeader = 'x-amzn-bedrock-service-tier';

/**
 * How a Converse request wants to be served, as its answer says it again; nothing was asked, nothing is said.
 * Which models the service offers this for is not checked: the list changes often.
 * @throws BedrockProblem `ValidationException`
 */
export function servingMembers(body: JsonObject): JsonObject {
  const config = objectAt(body, 'performanceConfig')?.['latency'];
  const latency = readEnum(config, 'performanceConfig.latency', PerformanceConfigLatency);
  const type = readEnum(objectAt(body, 'serviceTier')?.['type'], 'serviceTier.type', ServiceTierType);
  return {
    ...(latency === undefined ? {} : { performanceConfig: { latency } }),
    ...(type === undefined ? {} : { serviceTier: { type } }),
  };
}

/**
 * The same of an invoke request, whose answer says it in headers.
 * @throws BedrockProblem `ValidationException`
 */
export function servingHeaders(headers: ReadonlyMap<string, string>): AnswerHeaders {
  const latency = readEnum(headers.get(latencyHeader), 'performanceConfigLatency', PerformanceConfigLatency);
  const tier = readEnum(headers.get(tierHeader), 'serviceTier', ServiceTierType);
  return {
    ...(latency === undefined ? {} : { [latencyHeader]: latency }),
    ...(tier === undefined ? {} : { [tierHeader]: tier }),
  };
}
