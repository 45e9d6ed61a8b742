import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const CLAUDE = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

/** A request that Claude's schema lets through, with room for anything in its metadata. */
function claudeBody(metadata: string): string {
  return `{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{"role":"user","content":"Hi"}],"metadata":${metadata}}`;
}

/** Each of them comes out different from `JSON.stringify(JSON.parse(text))`, or would if somebody meddled. */
const LITERALS: readonly [what: string, metadata: string][] = [
  ['a whole number with a fraction', '{"n":1.0,"m":-0,"l":-0.0}'],
  ['a number beyond all numbers', '{"n":1e400,"m":-1E+400,"l":1e-400}'],
  ['a number with more digits than a double', '{"n":12345678901234567890,"m":0.1000000000000000055511151231257827}'],
  ['escapes that need not be', '{"a":"\\u0041\\/\\u003c\\u00e9"}'],
  ['escapes that must be', '{"a":"\\"\\\\\\b\\f\\n\\r\\t\\u0000"}'],
  ['half a character, escaped', '{"a":"\\ud800"}'],
  ['characters of all lengths', '{"a":"\u007f\u00e9\u20ac\u{1f600}\u2028\u2029\ufeff"}'],
  ['keys in an order of their own', '{"b":1,"10":2,"a":3,"2":4,"":5}'],
  ['keys that occur twice', '{"a":1,"a":2,"__proto__":{"a":3},"__proto__":4}'],
  ['white space', '{ "a" :\t1 ,\r\n\n"b":[ ] , "c" : { } }'],
  ['brackets and quotes in strings', '{"a":"}]\\"{[","b":"\\\\"}'],
  ['depth', `${'{"a":['.repeat(500)}1${']}'.repeat(500)}`],
];

describe.each([
  ['in one piece', '/bedrock/invoke'],
  ['as a stream', '/bedrock/invoke-stream'],
])('a body that is an object reaches the model as it was written, answered %s', (_, path) => {
  it.each(LITERALS)('%s', async (_what, metadata) => {
    const body = claudeBody(metadata);
    const response = await post(system, path, `{"modelId":"${CLAUDE}","body":${body}}`);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    await expectArrived(response, body);
  });
});

it('sends on the very bytes, by a fingerprint that was worked out elsewhere', async () => {
  const body =
    '{"anthropic_version":"bedrock-2023-05-31","max_tokens":6.40e1,"messages":[{"role":"user","content":"\\u0048i"}]}';
  const response = await post(system, '/bedrock/invoke', `{"modelId":"${CLAUDE}","body":${body}}`);
  expect(response.status).toBe(200);
  const fingerprint = '92b47c85f3fe6a3c0ee9e928479f26adf7a60a163e101e2e0d409f22d800d496';
  expect(system.sandbox.exchanges('internet')[0]?.requestSha256).toBe(fingerprint);
  expect(await system.recordOf(response)).toMatchObject({ requestFingerprint: fingerprint });
});

it.each([
  ['before the model id', (body: string) => `{"body":${body},"modelId":"${CLAUDE}"}`],
  ['behind white space', (body: string) => `\r\n{ "modelId" : "${CLAUDE}" ,\t"body"  :\n\n ${body} \t}\n`],
  ['under an escaped name', (body: string) => `{"modelId":"${CLAUDE}","\\u0062ody":${body}}`],
  [
    'among all fields',
    (body: string) => `{"accept":"*/*","body":${body},"contentType":"application/json","modelId":"${CLAUDE}"}`,
  ],
])('finds the body %s', async (_, envelope) => {
  const body = claudeBody('{ "body" : {"modelId":"x"}, "n" : 1.0 }');
  const response = await post(system, '/bedrock/invoke', envelope(body));
  expect(response.status).toBe(200);
  await expectArrived(response, body);
});

describe('a body that is a string is sent as it stands', () => {
  it('and not encoded a second time', async () => {
    const body = claudeBody('{ "n" : 1.0 , "a" : "\u{1f600}\\u0041" }');
    const response = await post(system, '/bedrock/invoke', { modelId: CLAUDE, body });
    expect(response.status).toBe(200);
    await expectArrived(response, body);
  });

  it.each([
    ['no JSON', 'Hello, model'],
    ['empty', ''],
    ['a string in a string', '"Hello"'],
    ['not ASCII', '\u00e9\u20ac\u{1f600}\u0000\ufeff'],
  ])('whatever it is: %s', async (_, body) => {
    const response = await post(system, '/bedrock/invoke', { modelId: CLAUDE, body });
    // What the model makes of it is Bedrock's to say.
    expect(response.status).toBe(400);
    await expectArrived(response, body);
  });
});

async function expectArrived(response: Response, body: string): Promise<void> {
  const requestSha256 = createHash('sha256').update(body, 'utf8').digest('hex');
  const requestBytes = Buffer.byteLength(body);
  // A refusal has the gateway look the model up as well.
  const invocations = system.sandbox
    .exchanges('internet')
    .filter(({ operation }) => operation?.startsWith('InvokeModel'));
  expect(invocations).toEqual([expect.objectContaining({ requestSha256, requestBytes })]);
  expect(await system.recordOf(response)).toMatchObject({ requestFingerprint: requestSha256 });
}
