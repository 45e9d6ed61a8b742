import { resolve } from 'node:path';
import type { ResolvedResource } from '../../../support/cloudformation/resolve.js';
import type { JsonObject } from '../../../support/cloudformation/template.js';
import { numberOf, objectIn, textIn } from '../api-gateway/read-json.js';
import type { FunctionDefinition } from '../function/function-definition.js';
import { readInvocableFunctions, readSourceArns } from './read-permissions.js';

type Resources = Readonly<Record<string, ResolvedResource>>;

/** Source: Lambda API, `CreateFunction`. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/**
 * Reads the functions of a resolved template, with what their roles may invoke and who may invoke them. Folders are
 * taken from the template's own. `Globals` of SAM are not read: a transformed template has none.
 * @throws Error when a function lacks a name, a folder or a handler
 */
export function readFunctions(resources: Resources, templateFolder: string): FunctionDefinition[] {
  return Object.values(resources)
    .filter(({ type }) => type === 'AWS::Serverless::Function' || type === 'AWS::Lambda::Function')
    .map(({ properties }) => readFunction(properties, resources, templateFolder));
}

function readFunction(properties: JsonObject, resources: Resources, templateFolder: string): FunctionDefinition {
  const name = textIn(properties, 'FunctionName');
  const concurrency = properties['ReservedConcurrentExecutions'];
  return {
    name,
    folder: resolve(templateFolder, textIn(properties, 'CodeUri')),
    handler: textIn(properties, 'Handler'),
    environment: { ...readLogging(objectIn(properties, 'LoggingConfig')), ...readVariables(properties) },
    timeoutMs: numberOf(properties['Timeout'] ?? DEFAULT_TIMEOUT_SECONDS, 'Timeout') * 1_000,
    memoryMb: numberOf(properties['MemorySize'] ?? DEFAULT_MEMORY_MB, 'MemorySize'),
    ...(concurrency === undefined
      ? {}
      : { reservedConcurrency: numberOf(concurrency, 'ReservedConcurrentExecutions') }),
    mayInvoke: readInvocableFunctions(properties, resources),
    invokableFrom: readSourceArns(name, resources),
  };
}

function readVariables(properties: JsonObject): Record<string, string> {
  const variables = objectIn(objectIn(properties, 'Environment'), 'Variables');
  // Booleans and numbers reach a function as texts.
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOf(name, value)]));
}

function textOf(name: string, value: JsonObject[string]): string {
  if (typeof value === 'object') throw new Error(`The variable ${name} must be a text`);
  return String(value);
}

/** How Lambda tells the runtime client what `LoggingConfig` says. Source: aws-lambda-ric, `utils/env`. */
function readLogging(logging: JsonObject): Record<string, string> {
  return {
    ...('LogFormat' in logging ? { AWS_LAMBDA_LOG_FORMAT: textIn(logging, 'LogFormat') } : {}),
    ...('ApplicationLogLevel' in logging ? { AWS_LAMBDA_LOG_LEVEL: textIn(logging, 'ApplicationLogLevel') } : {}),
  };
}
