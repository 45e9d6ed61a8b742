import { Bedrock, type BedrockClientConfig } from '@aws-sdk/client-bedrock';
import { BedrockRuntime, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ControlCase, ControlInputs, RuntimeCase, RuntimeInputs } from '../cases/api-case.js';
import { CONTROL_CASES } from '../cases/control-cases.js';
import { RUNTIME_CASES } from '../cases/runtime-cases.js';
import type { ConformanceCase, ConformanceClient, PerCallField, Target } from '../harness/conformance-client.js';
import { collect } from '../harness/observe.js';

/** What differs from call to call in every AWS SDK for JavaScript. */
export const SDK_PER_CALL: readonly PerCallField[] = [
  { keys: ['$metadata', 'totalRetryDelay'], reason: 'the SDK waits a random time before it tries again' },
];

/** A frame that is torn by the end of the connection, and a stream that is reset: both are a cut. */
const CUT = /^(?:Truncated event message received\.|Stream closed with error code NGHTTP2_INTERNAL_ERROR)$/;

/** What differs, too, where the SDK speaks HTTP/2: how a cut is told, not that it is. */
export const SDK_PER_CALL_OVER_HTTP2: readonly PerCallField[] = [
  ...SDK_PER_CALL,
  { keys: ['error', 'message'], form: CUT, reason: 'the gateway resets the stream, Bedrock closes the connection' },
  { keys: ['error', 'code'], form: /^ERR_HTTP2_STREAM_ERROR$/, leftOut: true, reason: 'the same' },
];

type Send<O extends keyof RuntimeInputs> = (client: BedrockRuntime, input: RuntimeInputs[O]) => Promise<unknown>;
type SendControl<O extends keyof ControlInputs> = (client: Bedrock, input: ControlInputs[O]) => Promise<unknown>;

const RUNTIME: { readonly [O in keyof RuntimeInputs]: Send<O> } = {
  InvokeModel: (client, input) => client.invokeModel(input),
  InvokeModelWithResponseStream: async (client, input) => {
    const { body, ...head } = await client.invokeModelWithResponseStream(input);
    return { ...head, body: await collect(body) };
  },
  Converse: (client, input) => client.converse(input),
  ConverseStream: async (client, input) => {
    const { stream, ...head } = await client.converseStream(input);
    return { ...head, stream: await collect(stream) };
  },
  CountTokens: (client, input) => client.countTokens(input),
  ApplyGuardrail: (client, input) => client.applyGuardrail(input),
};

const CONTROL: { readonly [O in keyof ControlInputs]: SendControl<O> } = {
  ListFoundationModels: (client, input) => client.listFoundationModels(input),
  GetFoundationModel: (client, input) => client.getFoundationModel(input),
  ListInferenceProfiles: (client, input) => client.listInferenceProfiles(input),
  GetInferenceProfile: (client, input) => client.getInferenceProfile(input),
};

/** What the environment variables `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` and `AWS_BEARER_TOKEN_BEDROCK` come to. */
export function settingsFor({ endpoint, token }: Target): BedrockRuntimeClientConfig & BedrockClientConfig {
  return { endpoint, region: 'us-east-1', token: { token }, authSchemePreference: ['httpBearerAuth'] };
}

function runtimeCase<O extends keyof RuntimeInputs>(
  apiCase: RuntimeCase<O>,
  config: () => BedrockRuntimeClientConfig,
): ConformanceCase {
  const { operation, input } = apiCase;
  const run = async (target: Target): Promise<unknown> => {
    const client = new BedrockRuntime({ ...settingsFor(target), ...config() });
    try {
      return await RUNTIME[operation](client, input);
    } finally {
      client.destroy();
    }
  };
  return { ...apiCase, run };
}

function controlCase<O extends keyof ControlInputs>(apiCase: ControlCase<O>): ConformanceCase {
  const { operation, input } = apiCase;
  const run = async (target: Target): Promise<unknown> => {
    const client = new Bedrock(settingsFor(target));
    try {
      return await CONTROL[operation](client, input);
    } finally {
      client.destroy();
    }
  };
  return { ...apiCase, run };
}

const missing = (): Promise<undefined> => Promise.resolve(undefined);

/** The runtime client as it comes: over HTTP/2. */
export const awsSdkOverHttp2: ConformanceClient = {
  name: '@aws-sdk/client-bedrock-runtime (HTTP/2)',
  perCall: SDK_PER_CALL_OVER_HTTP2,
  missing,
  cases: RUNTIME_CASES.map((apiCase) => runtimeCase(apiCase, () => ({}))),
};

/** The same over HTTP/1.1, as many set it up. */
export const awsSdkOverHttp1: ConformanceClient = {
  perCall: SDK_PER_CALL,
  missing,
  name: '@aws-sdk/client-bedrock-runtime (HTTP/1.1)',
  cases: RUNTIME_CASES.map((apiCase) => runtimeCase(apiCase, () => ({ requestHandler: new NodeHttpHandler() }))),
};

/** The client of the control plane; it speaks HTTP/1.1 only. */
export const awsSdkControlPlane: ConformanceClient = {
  perCall: SDK_PER_CALL,
  missing,
  name: '@aws-sdk/client-bedrock',
  cases: CONTROL_CASES.map((apiCase) => controlCase(apiCase)),
};
