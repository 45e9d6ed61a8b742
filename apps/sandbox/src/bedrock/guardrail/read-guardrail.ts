import { GuardrailTrace, Trace } from '@aws-sdk/client-bedrock-runtime';
import { objectAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { readEnum } from '../read-enum.js';

/** A guardrail that a request is to pass. */
export interface Guardrail {
  /** Without the ARN around it. */
  readonly id: string;
  readonly version: string;
  /** Whether the answer says what the guardrail found. */
  readonly traced: boolean;
}

/** A guardrail's id, or its ARN, which ends in the id. */
const identifierForm = /^(?:arn:aws:bedrock:[a-z0-9-]{1,20}:\d{12}:guardrail\/)?([a-z0-9]{1,64})$/;
const versionForm = /^(?:DRAFT|[1-9]\d{0,7})$/;

/**
 * Reads how a request names a guardrail. Every one that could exist is taken to exist.
 * @throws BedrockProblem `ValidationException`
 */
export function readGuardrail(identifier: string, version: string, traced: boolean): Guardrail {
  const id = identifierForm.exec(identifier)?.[1];
  if (id === undefined) throw invalid('The guardrail identifier is invalid.');
  if (!versionForm.test(version)) throw invalid('The guardrail version is invalid.');
  return { id, version, traced };
}

/**
 * The guardrail of a Converse request, if it names one.
 * @throws BedrockProblem `ValidationException`
 */
export function guardrailInBody(body: JsonObject): Guardrail | undefined {
  const config = objectAt(body, 'guardrailConfig');
  if (config === undefined) return undefined;
  const trace = readEnum(config['trace'], 'guardrailConfig.trace', GuardrailTrace) ?? 'disabled';
  const version = textAt(config, 'guardrailVersion') ?? '';
  return readGuardrail(textAt(config, 'guardrailIdentifier') ?? '', version, trace !== 'disabled');
}

/**
 * The guardrail of an invoke request, which names it in headers.
 * @throws BedrockProblem `ValidationException`, also when there is a version and no guardrail
 */
export function guardrailInHeaders(headers: ReadonlyMap<string, string>): Guardrail | undefined {
  const identifier = headers.get('x-amzn-bedrock-guardrailidentifier');
  const version = headers.get('x-amzn-bedrock-guardrailversion');
  if (identifier === undefined && version === undefined) return undefined;
  const trace = readEnum(headers.get('x-amzn-bedrock-trace'), 'trace', Trace) ?? 'DISABLED';
  return readGuardrail(identifier ?? '', version ?? '', trace !== 'DISABLED');
}
