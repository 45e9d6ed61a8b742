import { Readable } from 'node:stream';
import type { BedrockOperation } from '../bedrock-operations.js';
import { BedrockCallError } from '../errors.js';
import type { FailureKind } from '../errors.js';
import type { SendCall } from '../inference-profiles/send-call.js';
import type { BedrockReply, BedrockRequest } from '../model-invoker.js';

/** What Bedrock answers to one call: an object, at once or later; or an error, thrown. */
export type ScriptedAnswer = (request: BedrockRequest) => object | Promise<object>;

/** A Bedrock by script: what is not in the script fails the test. `asked` holds every call, in order. */
export interface ScriptedBedrock {
  readonly send: SendCall;
  readonly asked: BedrockRequest[];
  /** The operations of `asked`. */
  operations(): string[];
}

export function scriptBedrock(script: Partial<Record<BedrockOperation, ScriptedAnswer>>): ScriptedBedrock {
  const asked: BedrockRequest[] = [];
  const send: SendCall = async (request) => {
    asked.push(request);
    const answer = script[request.operation];
    if (!answer) throw new Error(`Nobody expected ${request.operation}`);
    return jsonReply(await answer(request));
  };
  return { send, asked, operations: () => asked.map(({ operation }) => operation) };
}

/** A 200 with an answer in one piece, or with the body given. */
export function jsonReply(answer: object): BedrockReply {
  return {
    status: 200,
    headers: {},
    upstreamRequestId: '11111111-2222-3333-4444-555555555555',
    body: answer instanceof Readable ? answer : Readable.from([Buffer.from(JSON.stringify(answer))]),
    inspect: () => ({ usage: {}, bodyBytes: 0, damaged: false }),
  };
}

/** Bedrock's refusal, as the invoker throws it. Its message must not matter to anybody. */
export function refusal(status: number, type: string, kind: FailureKind = 'bad-request'): BedrockCallError {
  const upstream = { status, type, message: `on-demand inference profile ${type}`, credentialsRefused: false };
  return new BedrockCallError(kind, `status-${status}`, { upstream });
}

/** Fails a call with this error. */
export function failWith(error: Error): ScriptedAnswer {
  return () => {
    throw error;
  };
}

/** An entry of `ListFoundationModels`. */
export function modelSummary(modelId: string, ...inferenceTypesSupported: string[]): object {
  return { modelId, modelArn: modelArn('us-east-1', modelId), inferenceTypesSupported };
}

/** An entry of `ListInferenceProfiles`: an active system-defined profile of one model in these regions. */
export function profileSummary(geography: string, modelId: string, ...regions: string[]): object {
  return {
    inferenceProfileId: `${geography}.${modelId}`,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${geography}.${modelId}`,
    inferenceProfileName: `${geography} profile`,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: regions.map((region) => ({ modelArn: modelArn(region, modelId) })),
  };
}

/** An application profile of one model, as it is listed and got. */
export function applicationProfileSummary(id: string, name: string, modelId: string): object {
  return {
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`,
    inferenceProfileName: name,
    status: 'ACTIVE',
    type: 'APPLICATION',
    models: [{ modelArn: modelArn('us-east-1', modelId) }],
  };
}

function modelArn(region: string, modelId: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
}
