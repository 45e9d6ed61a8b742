import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../apps/sandbox/src/sandbox.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

/** In every text that a caller can send; any sign of it in a record or in the log is a leak. */
const CANARY = 'CANARY7f3a';
/** The stand-in's answers repeat the prompt, so completions carry the canary too, behind these words. */
const COMPLETION = 'Echo from';
const PROMPT = `${CANARY} says the prompt`;
const MESSAGES = [{ role: 'user', content: PROMPT }];
const ENVELOPE = {
  modelId: HELLO.modelId,
  body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, system: CANARY, messages: MESSAGES },
};
const HEADERS = {
  'user-agent': CANARY,
  cookie: `session=${CANARY}`,
  referer: `http://${CANARY}/`,
  'x-forwarded-for': CANARY,
  'x-amzn-trace-id': CANARY,
  // Malformed as an id, so it is none.
  'x-request-id': `${CANARY} with blanks`,
};

const system = shareSystem();
let token: string;
beforeAll(async () => {
  token = await system.token();
});
afterEach(async () => {
  await system.sandbox.faults.clear();
  await expectNoLeak();
});

/** Looks at everything that was stored and logged so far. */
async function expectNoLeak(): Promise<void> {
  const kept = `${JSON.stringify(await system.records())}\n${system.output.text()}`;
  expect(kept).not.toContain(CANARY);
  expect(kept).not.toContain(COMPLETION);
  for (const secret of await secrets()) expect(kept).not.toContain(secret);
}

/** The token in whole and in parts, and what the two secrets hold. */
async function secrets(): Promise<readonly string[]> {
  const [tokenSecret, commercial] = await Promise.all(
    ['bearer-token-secret', 'cross-partition-commercial-creds'].map(
      async (name) => JSON.parse((await system.sandbox.readSecret(name)) ?? '{}') as Record<string, string>,
    ),
  );
  const found = [token, ...token.split('.').slice(1), tokenSecret?.['secret'], commercial?.['bedrock_api_key']];
  return found.map((secret) => {
    if (secret === undefined || secret.length < 20) throw new Error('This is no secret worth looking for');
    return secret;
  });
}

/** Those that nobody waits for: `test/canary` has all the others, and looks at every output. */
const FAULTS: readonly Fault['fault'][] = ['none', 'html', 'cut'];

describe.each(ANSWER_FORMS)('nothing of a request and its answer is kept: $form', ({ path, accept }) => {
  it.each(FAULTS)('upstream fault %s', async (fault) => {
    await system.sandbox.faults.set('internet', { fault });
    const options = { token, headers: { ...HEADERS, accept } };
    const response = await post(system, `${path}?q=${CANARY}`, ENVELOPE, options);
    await response.arrayBuffer().catch(() => undefined);
    expect((await system.records()).at(-1)).toMatchObject({ modelId: HELLO.modelId, subject: 'tester' });
  });
});

/** Bedrock's own paths of the same model, each with a body that holds the canary. */
const ON_MODEL = `/model/${encodeURIComponent(HELLO.modelId)}`;
const CONVERSATION = {
  system: [{ text: CANARY }],
  messages: [{ role: 'user', content: [{ text: PROMPT }] }],
  requestMetadata: { note: CANARY },
};
const NATIVE = [
  { path: `${ON_MODEL}/invoke`, body: ENVELOPE.body },
  { path: `${ON_MODEL}/invoke-with-response-stream`, body: ENVELOPE.body },
  { path: `${ON_MODEL}/converse`, body: CONVERSATION },
  { path: `${ON_MODEL}/converse-stream`, body: CONVERSATION },
];

describe.each(NATIVE)('nor of a native one: $path', ({ path, body }) => {
  it.each(FAULTS)('upstream fault %s', async (fault) => {
    await system.sandbox.faults.set('internet', { fault });
    const headers = { ...HEADERS, 'x-amzn-bedrock-trace': CANARY };
    const response = await post(system, `${path}?q=${CANARY}`, body, { token, headers });
    await response.arrayBuffer().catch(() => undefined);
    expect((await system.records()).at(-1)).toMatchObject({ modelId: HELLO.modelId, subject: 'tester' });
  });
});

it('the canary is alive: the model repeats it', async () => {
  const response = await post(system, '/bedrock/invoke', ENVELOPE, { token, headers: HEADERS });
  expect(await response.text()).toContain(`${COMPLETION} ${HELLO.modelId}: ${PROMPT}`);
});

describe('nothing of a request that is refused is kept', () => {
  it.each<{ name: string; body?: object | string; headers?: Record<string, string>; token?: string; path?: string }>([
    { name: 'text that is no JSON', body: `{"${CANARY}": ${CANARY}` },
    { name: 'a field that is not known', body: { ...ENVELOPE, [CANARY]: CANARY } },
    { name: 'an id of no model', body: { ...ENVELOPE, modelId: `../${CANARY}` } },
    { name: 'an id of the wrong type', body: { ...ENVELOPE, modelId: [CANARY] } },
    { name: 'a route', headers: { 'x-routing-method': CANARY } },
    { name: 'a fallback', headers: { 'x-routing-fallback': CANARY } },
    { name: 'a timeout', headers: { 'x-request-timeout-ms': CANARY } },
    { name: 'a data class', headers: { 'x-data-classification': CANARY } },
    { name: 'a content type', headers: { 'content-type': `text/${CANARY}` } },
    { name: 'a token', token: CANARY },
    { name: 'a token of the right form', token: `${CANARY}.${CANARY}.${CANARY}` },
    { name: 'a path', path: `/bedrock/${CANARY}` },
    { name: 'an operation that is not offered', path: `/async-invoke/${CANARY}` },
    { name: 'an id in a path', path: `/model/..%2F${CANARY}/converse` },
    { name: 'an id that cannot be decoded', path: `/model/%zz${CANARY}/converse` },
    { name: 'a guardrail', path: `/guardrail/${CANARY}/version/1/apply` },
    { name: 'a native body that is no JSON', path: `${ON_MODEL}/converse`, body: `{"${CANARY}": ${CANARY}` },
  ])('$name', async ({ body = ENVELOPE, headers = {}, path = '/bedrock/invoke', ...rest }) => {
    const options = { token: rest.token ?? token, headers: { ...HEADERS, ...headers } };
    const response = await post(system, `${path}?q=${CANARY}`, body, options);
    expect([400, 401, 404, 415]).toContain(response.status);
    await response.arrayBuffer();
  });

  it('an id of a model that does not validate', async () => {
    const response = await get(system, `/bedrock/models/${encodeURIComponent(`a b/${CANARY}`)}`, { token });
    expect(response.status).toBe(400);
    expect(await system.recordOf(response)).not.toHaveProperty('modelId');
  });
});
