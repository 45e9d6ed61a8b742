import { describe, expect, it } from 'vitest';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HAIKU, PREMIER_PROFILE } from '../support/native-calls.js';
import { converse, countTokens, LISTS, PREMIER, SCOUT, seen, WAYS_TO_RUN } from '../support/profile-calls.js';
import { startRecordingUpstream } from '../support/recording-upstream.js';
import { NO_TRAFFIC, callsOf, trafficOf, wayOf } from '../support/traffic.js';
import { request } from '../support/post.js';

const PREMIER_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${PREMIER}`;

describe.each(WAYS_TO_RUN)('$way', ({ operation, ask }) => {
  it.each([
    ['its id', PREMIER],
    ['its ARN', PREMIER_ARN],
  ])('a model that needs a profile, by %s, is called by its profile', async (_, modelId) => {
    const system = await beginSystem();
    const response = await ask(system, modelId);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:bad-request,internet:ok', method: 'internet' });
    expect(response.headers.get('x-inference-profile')).toBe(PREMIER_PROFILE);
    const [refused, good] = [`${operation} ${modelId} 400`, `${operation} ${PREMIER_PROFILE} 200`];
    expect(seen(system)).toEqual([refused, ...LISTS, good]);
    expect(callsOf(system, 'internet').at(-1)?.responseBody).toEqual(bytes);
    expect(await system.recordOf(response)).toMatchObject({
      operation,
      modelId,
      inferenceProfileId: PREMIER_PROFILE,
      outcome: 'complete',
      statusCode: 200,
      attempts: [{ outcome: 'bad-request' }, { outcome: 'ok' }],
    });
    await expectSecondCostsNothing(system, modelId);
  });

  async function expectSecondCostsNothing(system: RecordedSystem, modelId: string): Promise<void> {
    system.sandbox.forgetRequests();
    const second = await ask(system, modelId);
    await second.arrayBuffer();
    expect(wayOf(second)).toMatchObject({ status: 200, attempts: 'internet:ok' });
    expect(second.headers.get('x-inference-profile')).toBe(PREMIER_PROFILE);
    expect(seen(system)).toEqual([`${operation} ${PREMIER_PROFILE} 200`]);
    expect(await system.recordOf(second)).toMatchObject({ modelId, inferenceProfileId: PREMIER_PROFILE });
  }
});

describe('what one call has found out', () => {
  it('serves every other way to call the model', async () => {
    const system = await beginSystem();
    await (await converse(system, PREMIER)).arrayBuffer();
    system.sandbox.forgetRequests();
    for (const { ask } of WAYS_TO_RUN) await (await ask(system, PREMIER)).arrayBuffer();
    expect(seen(system)).toEqual(WAYS_TO_RUN.map(({ operation }) => `${operation} ${PREMIER_PROFILE} 200`));
  });

  it('spares the lists to another model: that costs its refused call', async () => {
    const system = await beginSystem();
    await converse(system, PREMIER);
    system.sandbox.forgetRequests();
    const response = await converse(system, SCOUT);
    expect(wayOf(response)).toMatchObject({ status: 200, attempts: 'internet:bad-request,internet:ok' });
    expect(seen(system)).toEqual([`Converse ${SCOUT} 400`, `Converse us.${SCOUT} 200`]);
  });

  it('is of no use to CountTokens, which takes a model by its own id', async () => {
    const system = await beginSystem();
    const modelId = 'anthropic.claude-opus-4-1-20250805-v1:0';
    expect((await converse(system, modelId)).headers.get('x-inference-profile')).toBe(`us.${modelId}`);
    system.sandbox.forgetRequests();
    const response = await countTokens(system, modelId);
    expect({ status: response.status, profile: response.headers.get('x-inference-profile') }).toEqual({
      status: 200,
      profile: null,
    });
    expect(seen(system)).toEqual([`CountTokens ${modelId} 200`]);
    expect(await system.recordOf(response)).not.toHaveProperty('inferenceProfileId');
  });
});

describe('a 400 for any other reason stays what it was', () => {
  it.each([
    ['a body that the model does not take', HAIKU, '{"messages":[]}', LISTS],
    ['an id that nothing has', 'nobody.knows-this-v1:0', '{}', []],
    ['an ARN of another region', 'arn:aws:bedrock:eu-west-1::foundation-model/x.y-v1:0', '{}', LISTS],
    ['an ARN that is none of a model', 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ', '{}', []],
  ])('%s', async (_, modelId, body, lists) => {
    const system = await beginSystem();
    const response = await converseWith(system, modelId, body);
    const [refused] = callsOf(system, 'internet');
    expect(response.status).toBe(refused?.status);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(refused?.responseBody);
    expect(response.headers.get('x-amzn-requestid')).toBe(refused?.requestId);
    expect(response.headers.get('x-routing-attempts')).toBe('internet:bad-request');
    expect(response.headers.has('x-inference-profile')).toBe(false);
    expect(seen(system).slice(1)).toEqual(lists);
    expect(await system.recordOf(response)).not.toHaveProperty('inferenceProfileId');
  });

  it('and the lists are not read again for the next one', async () => {
    const system = await beginSystem();
    await converseWith(system, HAIKU, '{"messages":[]}');
    system.sandbox.forgetRequests();
    expect((await converseWith(system, HAIKU, '{"messages":[]}')).status).toBe(400);
    expect(seen(system)).toEqual([`Converse ${HAIKU} 400`]);
  });

  it('also when it is the profile that is called', async () => {
    const system = await beginSystem();
    await converse(system, PREMIER);
    system.sandbox.forgetRequests();
    const response = await converseWith(system, PREMIER, '{"messages":[]}');
    const [refused] = callsOf(system, 'internet');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(refused?.responseBody);
    expect(response.headers.get('x-inference-profile')).toBe(PREMIER_PROFILE);
    expect(seen(system)).toEqual([`Converse ${PREMIER_PROFILE} 400`]);
    expect(await system.recordOf(response)).toMatchObject({
      modelId: PREMIER,
      inferenceProfileId: PREMIER_PROFILE,
      outcome: 'failed',
      statusCode: 400,
    });
  });

  it.each([
    ['there is no way to the lists', { GATEWAY_VPN_CONTROL_ENDPOINT: undefined }],
    ['nobody answers there', { GATEWAY_VPN_CONTROL_ENDPOINT: 'http://127.0.0.1:9' }],
  ])('when %s, that of a model that needs a profile, too', async (_, env) => {
    const system = await beginSystem({ env });
    const response = await converse(system, PREMIER, { prefix: '/vpn' });
    const [refused, ...others] = callsOf(system, 'vpn');
    expect(others).toEqual([]);
    expect(wayOf(response)).toMatchObject({ status: 400, attempts: 'vpn:bad-request' });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(refused?.responseBody);
  });

  it('and when the lists are not permitted', async () => {
    await using denying = await startRecordingUpstream((response) => {
      const type = 'AccessDeniedException';
      const headers = { 'content-type': 'application/json', 'x-amzn-requestid': 'x', 'x-amzn-errortype': type };
      response.writeHead(403, { ...headers, 'content-length': '2' }).end('{}');
    });
    const system = await beginSystem({ env: { GATEWAY_INTERNET_CONTROL_ENDPOINT: denying.url } });
    const response = await converse(system, PREMIER);
    const [refused] = callsOf(system, 'internet');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(refused?.responseBody);
    expect(denying.received.map(({ target }) => target)).toEqual(['/foundation-models']);
  });
});

describe('the lists go the way of the request', () => {
  it.each([
    ['on /vpn', { prefix: '/vpn' }],
    ['for data that may take the tunnel only', { headers: { 'x-data-classification': 'cui' } }],
    ['for who names the route by header', { headers: { 'x-routing-method': 'vpn' } }],
  ])('%s, by the tunnel', async (_, options) => {
    const system = await beginSystem();
    const response = await converse(system, PREMIER, options);
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:bad-request,vpn:ok', method: 'vpn' });
    expect(seen(system, 'vpn')).toEqual([`Converse ${PREMIER} 400`, ...LISTS, `Converse ${PREMIER_PROFILE} 200`]);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it('with the internet down, by the tunnel as well', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await converse(system, PREMIER);
    const attempts = 'internet:unreachable,vpn:bad-request,internet:unreachable,vpn:ok';
    expect(wayOf(response)).toEqual({ status: 200, attempts, method: 'vpn' });
    expect(seen(system, 'vpn')).toEqual([`Converse ${PREMIER} 400`, ...LISTS, `Converse ${PREMIER_PROFILE} 200`]);
  });
});

it('a token that grants the model alone may call it by its profile', async () => {
  const system = await beginSystem();
  const token = await system.token({ models: [PREMIER] });
  expect((await converse(system, PREMIER, { token })).status).toBe(200);
});

/** With a body of one's own. */
async function converseWith(system: RecordedSystem, modelId: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${await system.token()}`, 'content-type': 'application/json' };
  const path = `/internet/model/${encodeURIComponent(modelId)}/converse`;
  return request(system, path, { method: 'POST', headers, body });
}
