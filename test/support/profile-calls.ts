import { BedrockClient } from '@aws-sdk/client-bedrock';
import type { AddedModel, RouteName, Sandbox } from '../../apps/sandbox/src/sandbox.js';
import {
  callNative,
  CONVERSE,
  CONVERSE_STREAM,
  COUNT_TOKENS,
  INVOKE,
  INVOKE_STREAM,
  type NativeCall,
} from './native-calls.js';
import { post, type PostOptions } from './post.js';
import type { System } from './system.js';
import { callsOf } from './traffic.js';

/** A model that runs by a profile only: `PREMIER_PROFILE`. */
export const PREMIER = 'amazon.nova-premier-v1:0';
/** Another one. */
export const SCOUT = 'meta.llama4-scout-17b-instruct-v1:0';

/** A model that runs by a profile only and has none. */
export const LONELY: AddedModel = { id: 'amazon.nova-lonely-v1:0', family: 'nova', inference: 'profile-only' };

const NOVA_BODY = '{"messages":[{"role":"user","content":[{"text":"Nova?"}]}],"inferenceConfig":{"maxTokens":16}}';

/** Every way to run a model: under which path, and by which operation of Bedrock's. */
export const WAYS_TO_RUN = [
  { way: 'seed path', operation: 'InvokeModel', ask: bySeedPath('/bedrock/invoke') },
  {
    way: 'seed path, streamed',
    operation: 'InvokeModelWithResponseStream',
    ask: bySeedPath('/bedrock/invoke-stream', { accept: 'application/vnd.amazon.eventstream' }),
  },
  { way: 'InvokeModel', operation: 'InvokeModel', ask: byNativePath({ ...INVOKE, body: NOVA_BODY }) },
  {
    way: 'InvokeModelWithResponseStream',
    operation: 'InvokeModelWithResponseStream',
    ask: byNativePath({ ...INVOKE_STREAM, body: NOVA_BODY }),
  },
  { way: 'Converse', operation: 'Converse', ask: byNativePath(CONVERSE) },
  { way: 'ConverseStream', operation: 'ConverseStream', ask: byNativePath(CONVERSE_STREAM) },
] as const;

/** Asks a model something, under a prefix. */
type Ask = (system: System, modelId: string, options?: PostOptions & { readonly prefix?: string }) => Promise<Response>;

/** Has a model converse. */
export const converse: Ask = byNativePath(CONVERSE);
/** Has the tokens of that counted. */
export const countTokens: Ask = byNativePath(COUNT_TOKENS);

function bySeedPath(path: string, accept: Readonly<Record<string, string>> = {}): Ask {
  return (system, modelId, { prefix = '', headers = {}, ...options } = {}) => {
    const envelope = `{"modelId":"${modelId}","body":${NOVA_BODY}}`;
    return post(system, `${prefix}${path}`, envelope, { ...options, headers: { ...accept, ...headers } });
  };
}

/** The same call for any model. */
function byNativePath(call: NativeCall): Ask {
  const suffix = call.path.slice(call.path.lastIndexOf('/'));
  return (system, modelId, options) =>
    callNative(system, { ...call, path: `/model/${encodeURIComponent(modelId)}${suffix}` }, options);
}

/** What has reached an upstream, in order: which operation, of which model, with what status. */
export function seen({ sandbox }: Pick<System, 'sandbox'>, route: RouteName = 'internet'): string[] {
  return callsOf({ sandbox }, route).map(({ operation, modelId, status }) =>
    [operation, modelId, status].filter(Boolean).join(' '),
  );
}

/** The two lists, as `seen` has them. */
export const LISTS = ['ListFoundationModels 200', 'ListInferenceProfiles 200'];

/** A client of the commercial account's control plane, past the gateway. The caller ends it. */
export async function controlPlane(sandbox: Sandbox): Promise<BedrockClient> {
  const secret = (await sandbox.readSecret('cross-partition-commercial-creds')) ?? '{}';
  const { bedrock_api_key: token = '' } = JSON.parse(secret) as { readonly bedrock_api_key?: string };
  const auth = { token: { token }, authSchemePreference: ['httpBearerAuth'] };
  return new BedrockClient({ endpoint: sandbox.urls.internet, region: 'us-east-1', maxAttempts: 1, ...auth });
}
