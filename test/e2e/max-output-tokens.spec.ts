import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import {
  callNative,
  CONVERSE,
  CONVERSE_STREAM,
  COUNT_TOKENS,
  HAIKU,
  INVOKE,
  INVOKE_STREAM,
  NATIVE_CALLS,
} from '../support/native-calls.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, onlyCallOf, trafficOf } from '../support/traffic.js';

const OVER = { max_tokens: 'must be a whole number from 1 to 64' };
const MISSING = { body: 'must limit its answer to 64 tokens, by max_tokens or what the model calls it' };
const TWICE = { max_tokens: 'is given more than once' };
const NOT_JSON = { body: 'is not JSON' };

/** Stands in every refused body, and must stand in no answer. */
const PROMPT = 'prompt-of-somebody-4711';
const claude = (limits: string): string => `{"messages":[{"role":"user","content":"${PROMPT}"}]${limits}}`;
const converse = (more: string): string => `{"messages":[{"role":"user","content":[{"text":"${PROMPT}"}]}]${more}}`;

const system = shareSystem({ env: { GATEWAY_MAX_OUTPUT_TOKENS: '64' } });
beforeEach(() => system.sandbox.forgetRequests());

async function expectNothingSent(response: Response, operation: string): Promise<void> {
  expect([trafficOf(system, 'internet'), trafficOf(system, 'vpn')]).toEqual([NO_TRAFFIC, NO_TRAFFIC]);
  expect(await system.recordOf(response)).toMatchObject({
    operation,
    modelId: HAIKU,
    outcome: 'refused',
    success: false,
    statusCode: 400,
    errorType: 'ValidationException',
    attempts: [],
  });
}

describe.each([
  ['/bedrock/invoke', 'InvokeModel'],
  ['/vpn/bedrock/invoke-stream', 'InvokeModelWithResponseStream'],
])('POST %s', (path, operation) => {
  it.each([
    ['a limit over the ceiling', claude(',"max_tokens":65'), OVER],
    ['a limit that is no number', claude(',"max_tokens":"64"'), OVER],
    ['a limit that is there twice', claude(',"max_tokens":64,"max_tokens":64'), TWICE],
    ['a limit with an escaped name', claude(',"max\\u005ftokens":1000000000'), OVER],
    ['no limit', claude(''), MISSING],
    ['a body that is not JSON', `max_tokens=65&prompt=${PROMPT}`, NOT_JSON],
  ])('refuses %s before anything is sent', async (_what, body, details) => {
    const response = await post(system, path, { modelId: HAIKU, body });
    const document = await expectProblem(response, 400, 'ValidationException');
    expect(document.error.details).toEqual(details);
    expect(JSON.stringify(document)).not.toContain(PROMPT);
    await expectNothingSent(response, operation);
  });

  it('reads an object in the envelope as it stands there, before any parser has made one of two members', async () => {
    const body = `{"modelId":"${HAIKU}","body":${claude(',"max_tokens":65,"max_tokens":64')}}`;
    const response = await post(system, path, body);
    expect((await expectProblem(response, 400, 'ValidationException')).error.details).toEqual(TWICE);
    await expectNothingSent(response, operation);
  });
});

describe.each([
  [INVOKE, claude(',"max_tokens":65'), 'max_tokens must be a whole number from 1 to 64'],
  [INVOKE_STREAM, claude(',"max_tokens":null'), 'max_tokens must be a whole number from 1 to 64'],
  [INVOKE_STREAM, claude(''), `body ${MISSING.body}`],
  [INVOKE, `max_tokens ${PROMPT}`, 'body is not JSON'],
  [
    CONVERSE,
    converse(',"inferenceConfig":{"maxTokens":65}'),
    'inferenceConfig.maxTokens must be a whole number from 1 to 64',
  ],
  [CONVERSE_STREAM, converse(''), 'inferenceConfig.maxTokens must be a whole number from 1 to 64'],
  [
    CONVERSE_STREAM,
    converse(',"inferenceConfig":{"maxTokens":64},"additionalModelRequestFields":{"max_tokens":65}'),
    'additionalModelRequestFields.max_tokens must be a whole number from 1 to 64',
  ],
])('$operation', (call, body, what) => {
  it(`says that ${what}, before anything is sent`, async () => {
    const response = await callNative(system, { ...call, body });
    const message = await expectNativeProblem(response, 400, 'ValidationException');
    expect(message).toBe(`The request is not valid: ${what}`);
    await expectNothingSent(response, call.operation);
  });
});

describe('within the ceiling', () => {
  it('a body goes on byte for byte, and is answered', async () => {
    const body =
      ' {\t"max\\u005ftokens":6.4e1, "messages" : [{"content":"H\\u0069", "role":"user"}],"anthropic_version":"bedrock-2023-05-31" }';
    const response = await callNative(system, { ...INVOKE_STREAM, body });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    expect(onlyCallOf(system).requestSha256).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it('a conversation is answered', async () => {
    const body = converse(',"inferenceConfig":{"maxTokens":64}');
    expect((await callNative(system, { ...CONVERSE, body })).status).toBe(200);
  });

  it('what answers with no tokens needs no limit', async () => {
    const calls = NATIVE_CALLS.filter(({ operation, method }) => operation === 'ApplyGuardrail' || method === 'GET');
    expect(calls).toHaveLength(5);
    for (const call of [COUNT_TOKENS, ...calls]) {
      const response = await callNative(system, call);
      await response.arrayBuffer();
      expect(response.status, call.operation).toBe(200);
    }
  });
});
