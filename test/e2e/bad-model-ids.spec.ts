import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

const ARN = 'arn:aws:bedrock:us-east-1:123456789012';

/** What would lead to another operation, another model or another line of the request if it got through. */
const REFUSED: readonly [what: string, modelId: string][] = [
  ['a slash', 'anthropic.claude/converse'],
  ['a slash in front', '/anthropic.claude-3-haiku-20240307-v1:0'],
  ['a query', 'anthropic.claude-3-haiku-20240307-v1:0?x=y'],
  ['a fragment', 'anthropic.claude-3-haiku-20240307-v1:0#x'],
  ['the folder above', '..'],
  ['a way up', '../guardrail/x/version/1/apply'],
  ['a way up inside', 'anthropic/../../foundation-models'],
  ['two dots', 'anthropic..claude'],
  ['one dot', '.'],
  ['an encoded slash', 'anthropic.claude%2Fconverse'],
  ['an encoded slash, encoded again', 'anthropic.claude%252Fconverse'],
  ['an encoded dot', '%2e%2e'],
  ['a backslash', 'anthropic.claude\\converse'],
  ['a line end', 'anthropic.claude\r\nX-Evil: 1'],
  ['a newline at the end', 'anthropic.claude-3-haiku-20240307-v1:0\n'],
  ['a NUL', 'anthropic.claude\u0000'],
  ['a space', 'anthropic claude'],
  ['a space at the end', 'anthropic.claude-3-haiku-20240307-v1:0 '],
  ['a letter that only looks like one', '\u0430nthropic.claude-3-haiku-20240307-v1:0'],
  ['full-width dots', 'anthropic\uff0eclaude'],
  ['another host', 'https://example.com/model'],
  ['an at sign', 'user@example.com'],
  ['a wildcard', 'anthropic.*'],
  ['ten thousand letters', 'a'.repeat(10_240)],
];

const REFUSED_ARNS: readonly [what: string, modelId: string][] = [
  ['of another service', 'arn:aws:iam::123456789012:role/admin'],
  ['of an S3 object', 'arn:aws:s3:::bucket/key'],
  ['of a guardrail', `${ARN}:guardrail/abcdefghijkl`],
  ['without a name', `${ARN}:inference-profile/`],
  ['with a second slash', `${ARN}:inference-profile/us.amazon.nova-premier-v1:0/converse`],
  ['with a way up', `${ARN}:inference-profile/..`],
  ['with an encoded slash', `${ARN}:inference-profile%2Fus.amazon.nova-premier-v1:0`],
  ['with an account that is none', 'arn:aws:bedrock:us-east-1:1234:inference-profile/us.amazon.nova-premier-v1:0'],
  ['without a region', 'arn:aws:bedrock::123456789012:inference-profile/us.amazon.nova-premier-v1:0'],
  ['in capitals', `${ARN}:inference-profile/us.amazon.nova-premier-v1:0`.toUpperCase()],
  ['cut short', 'arn:aws:bedrock'],
  ['with a newline', `${ARN}:inference-profile/us.amazon.nova-premier-v1:0\n`],
];

/** Well-formed, whether the stand-in knows them or not. */
const SENT: readonly [what: string, modelId: string, status: number][] = [
  ['a model id', 'anthropic.claude-3-haiku-20240307-v1:0', 200],
  ['a profile id', 'us.anthropic.claude-opus-4-1-20250805-v1:0', 200],
  ['the ARN of a model', 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', 200],
  ['the ARN of a profile', `${ARN}:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0`, 200],
  ['an application profile', `${ARN}:application-inference-profile/abcdefghijkl`, 404],
  ['a model with provisioned throughput', `${ARN}:provisioned-model/abcdefghijkl`, 400],
  ['a custom model', `${ARN}:custom-model/amazon.titan-text-express-v1:0:8k/abcdefghijkl`, 400],
  ['an imported model', `${ARN}:imported-model/abcdefghijkl`, 400],
  ['a prompt router', `${ARN}:default-prompt-router/anthropic.claude:1`, 400],
  ['a prompt with its version', `${ARN}:prompt/ABCDEFGHIJ:1`, 400],
  ['an endpoint of SageMaker', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-model', 400],
  ['another region', 'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', 400],
  ['a model that is no longer there', 'anthropic.claude-v1', 404],
];

describe.each(['/bedrock/invoke', '/vpn/bedrock/invoke-stream'])('%s', (path) => {
  it.each([...REFUSED, ...REFUSED_ARNS.map(([what, modelId]) => [`an ARN ${what}`, modelId] as const)])(
    'takes no model id with %s',
    async (_, modelId) => {
      const response = await post(system, path, { modelId, body: HELLO.body });
      const { error } = await expectProblem(response, 400, 'ValidationException');
      expect(error.details).toEqual({ modelId: expect.stringMatching(/^is not a model id \([a-z-]+\)$/) });
      await expectNothingSent(response);
    },
  );
});

describe('a well-formed id reaches Bedrock as it was given', () => {
  it.each(SENT)('%s', async (_, modelId, status) => {
    const response = await post(system, '/bedrock/invoke', { modelId, body: HELLO.body });
    expect(response.status).toBe(status);
    // Behind a refused id of a foundation model come the lists, which tell whether it needs a profile.
    expect(system.sandbox.exchanges('internet')[0]).toMatchObject({ operation: 'InvokeModel', modelId, status });
    const calls = system.sandbox.exchanges('internet').filter(({ operation }) => operation === 'InvokeModel');
    expect(calls).toHaveLength(1);
    expect(await system.recordOf(response)).toMatchObject({
      modelId,
      statusCode: status,
      attempts: [{ route: 'internet' }],
    });
  });

  it('and what Bedrock says about a model that it does not know is what the caller hears', async () => {
    const response = await post(system, '/bedrock/invoke', { ...HELLO, modelId: 'anthropic.claude-v1' });
    const document = await expectProblem(response, 404, 'ResourceNotFoundException');
    expect(document.error.message).toBe('Could not resolve the foundation model from the provided model identifier.');
    expect(document.routingMethod).toBe('internet');
    expect(response.headers.get('x-upstream-request-id')).toBe(system.sandbox.exchanges('internet')[0]?.requestId);
    expect(await system.recordOf(response)).toMatchObject({
      outcome: 'failed',
      errorType: 'ResourceNotFoundException',
    });
  });
});

describe('the path of one model', () => {
  const UNFIT: ReadonlySet<string> = new Set(['the folder above', 'one dot', 'ten thousand letters']);

  it.each(REFUSED.filter(([what]) => !UNFIT.has(what)))(
    'takes no id with %s, percent-encoded as it must be',
    async (_, modelId) => {
      const response = await get(system, `/bedrock/models/${encodeURIComponent(modelId)}`);
      const { error } = await expectProblem(response, 400, 'ValidationException');
      expect(error.details).toEqual({ modelId: expect.stringMatching(/^is not a model id \([a-z-]+\)$/) });
      await expectNothingSent(response);
    },
  );

  it('takes no id that makes it longer than a URL may be', async () => {
    const response = await get(system, `/bedrock/models/${'a'.repeat(10_240)}`);
    const { error } = await expectProblem(response, 413, 'PayloadTooLargeException');
    expect(error.details).toEqual({ maxUrlBytes: 8_192 });
  });

  it.each(['%', '%z', '%zz', '%ff', '%c0%af', '%ed%a0%80', 'a%2'])(
    'takes no id that cannot be decoded: %s',
    async (id) => {
      const response = await get(system, `/internet/bedrock/models/${id}`);
      const { error } = await expectProblem(response, 400, 'ValidationException');
      expect(error.details).toEqual({ modelId: 'is not a model id (forbidden-character)' });
      await expectNothingSent(response);
    },
  );
});

async function expectNothingSent(response: Response): Promise<void> {
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  const record = await system.recordOf(response);
  expect(record).toMatchObject({ outcome: 'refused', statusCode: 400, errorType: 'ValidationException' });
  // An id that did not validate would break the index of the table, or worse.
  expect(record).not.toHaveProperty('modelId');
}
