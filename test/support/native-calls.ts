import type { Permission } from '../../apps/gateway/src/auth/permissions.js';
import { get, post, type PostOptions } from './post.js';
import type { System } from './system.js';

/** A request for an operation of Bedrock's own, as it goes over the wire. */
export interface NativeCall {
  /** By the name that AWS gives it. */
  readonly operation: string;
  readonly permission: Permission;
  readonly method: 'GET' | 'POST';
  /** Without the gateway's prefix. */
  readonly path: string;
  /** Of a POST. Spaces, escapes and the order of members are unusual: whoever parses it and writes it anew is found out. */
  readonly body?: string;
  readonly streamed: boolean;
  /** What the audit record names. */
  readonly modelId?: string;
}

/** A model that runs by its own id, streams, and counts tokens. */
export const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
/** The system-defined profile of a model that runs by a profile only. */
export const PREMIER_PROFILE = 'us.amazon.nova-premier-v1:0';

const CLAUDE_BODY =
  '{ "max_tokens":64.0,\n\t"messages": [{"content":"Ha\\u0069ku, \\u00fc?", "role":"user"}],"anthropic_version":"bedrock-2023-05-31"}\n';
const CONVERSATION = '{\t"messages" : [ {"content":[{"text":"Ha\\u0069ku?"}], "role" : "user"} ]\r\n}';

const onModel = (operation: string, suffix: string, body: string, streamed = false): NativeCall => ({
  operation,
  permission: streamed ? 'bedrock:invoke-stream' : 'bedrock:invoke',
  method: 'POST',
  path: `/model/${encodeURIComponent(HAIKU)}/${suffix}`,
  body,
  streamed,
  modelId: HAIKU,
});

const read = (operation: string, path: string, modelId?: string): NativeCall => ({
  operation,
  permission: 'bedrock:list-models',
  method: 'GET',
  path,
  streamed: false,
  ...(modelId !== undefined && { modelId }),
});

export const INVOKE = onModel('InvokeModel', 'invoke', CLAUDE_BODY);
export const INVOKE_STREAM = onModel('InvokeModelWithResponseStream', 'invoke-with-response-stream', CLAUDE_BODY, true);
export const CONVERSE = onModel('Converse', 'converse', CONVERSATION);
export const CONVERSE_STREAM = onModel('ConverseStream', 'converse-stream', CONVERSATION, true);
export const COUNT_TOKENS = onModel('CountTokens', 'count-tokens', `{"input": {"converse":${CONVERSATION}}}`);
const APPLY_GUARDRAIL: NativeCall = {
  operation: 'ApplyGuardrail',
  permission: 'bedrock:invoke',
  method: 'POST',
  path: '/guardrail/abcdefghijkl/version/DRAFT/apply',
  body: '{ "source":"INPUT", "content":[{"text":{"text":"h\\u0065llo"}}] }',
  streamed: false,
};

/** Every operation that the API contract names. */
export const NATIVE_CALLS: readonly NativeCall[] = [
  INVOKE,
  INVOKE_STREAM,
  CONVERSE,
  CONVERSE_STREAM,
  COUNT_TOKENS,
  APPLY_GUARDRAIL,
  read('ListFoundationModels', '/foundation-models'),
  read('GetFoundationModel', `/foundation-models/${encodeURIComponent(HAIKU)}`, HAIKU),
  read('ListInferenceProfiles', '/inference-profiles'),
  read('GetInferenceProfile', `/inference-profiles/${encodeURIComponent(PREMIER_PROFILE)}`, PREMIER_PROFILE),
];

/** Those that name a foundation model. */
export const MODEL_CALLS = NATIVE_CALLS.filter(({ modelId }) => modelId === HAIKU);

/** The two whose answers are event streams. */
export const STREAM_CALLS = [INVOKE_STREAM, CONVERSE_STREAM];

/** Sends a call under a prefix, with a token that grants everything unless told otherwise. */
export function callNative(
  system: System,
  { method, path, body = '' }: NativeCall,
  { prefix = '', ...options }: PostOptions & { readonly prefix?: string } = {},
): Promise<Response> {
  const target = `${prefix}${path}`;
  return method === 'GET' ? get(system, target, options) : post(system, target, body, options);
}
