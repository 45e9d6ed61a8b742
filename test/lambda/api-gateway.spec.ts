import { describe, expect, it } from 'vitest';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';
import { readBody } from './emulator/testing/read-body.js';

const PROFILE_ARN =
  'arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-premier-v1%3A0';

describe('behind API Gateway', () => {
  const shared = shareDeployed();

  it('answers keep their own ids and kinds of error under names that are not renamed', async () => {
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION });
    const upstreamId = answer.headers.get('x-upstream-request-id');
    expect(upstreamId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('x-amzn-remapped-x-amzn-requestid')).toBe(upstreamId);
    expect(answer.headers.get('x-amzn-requestid')).not.toBe(upstreamId);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const refused = await shared.ask(`${HAIKU_PATH}/converse`, { body: '[]' });
    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
  });

  it('a throttled call says when to come again', async () => {
    await shared.sandbox.faults.set('internet', { fault: 'throttle', retryAfterSeconds: 7 });
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION });
    await shared.sandbox.faults.clear();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('a path that does not exist reaches no function', async () => {
    const before = shared.function('internet').invocations.length;
    const answer = await shared.ask('/nothing/here');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      message: 'No such operation',
      error: { type: 'UnknownOperationException', message: 'No such operation' },
    });
    expect(shared.function('internet').invocations).toHaveLength(before);
  });

  it('a body of 4.4 MB is taken, and one over 4.5 MB is a 413 that names the limit', async () => {
    const bodyOf = (bytes: number): string =>
      CONVERSATION.replace('"hi"', `"${'x'.repeat(bytes - CONVERSATION.length + 2)}"`);
    expect((await shared.ask(`${HAIKU_PATH}/converse`, { body: bodyOf(4_400_000) })).status).toBe(200);
    const refused = await shared.ask('/bedrock/invoke', { body: bodyOf(4_500_001) });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ error: { details: { maxBodyBytes: 4_500_000 } } });
  });

  it('Swagger UI comes with its assets', async () => {
    const page = await fetch(`${shared.gateway.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const asset = await fetch(`${shared.gateway.url}/docs/swagger-ui.css`);
    expect([asset.status, asset.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });
});

describe.each(['kept', 'decoded'] as const)(
  'whether API Gateway hands paths over encoded or not (%s)',
  (pathEncoding) => {
    const shared = shareDeployed(() => ({ pathEncoding }));

    it('an ARN in a path is the same id for Bedrock', async () => {
      const answer = await shared.ask(`/vpn/model/${PROFILE_ARN}/converse`, { body: CONVERSATION });
      expect(answer.status).toBe(200);
      expect(shared.sandbox.exchanges('vpn').map(({ modelId }) => modelId)).toEqual([decodeURIComponent(PROFILE_ARN)]);
    });
  },
);

describe('behind a load balancer', () => {
  const shared = shareDeployed(() => ({ mode: 'BUFFERED' }));

  it('the buffered handler answers its events', async () => {
    const event = {
      requestContext: {
        elb: { targetGroupArn: 'arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:1:targetgroup/a/b' },
      },
      httpMethod: 'GET',
      path: '/health',
      queryStringParameters: {},
      headers: { host: 'gateway', 'x-forwarded-for': '203.0.113.7, 198.51.100.9' },
      body: '',
      isBase64Encoded: false,
    };
    const { text, failure } = await readBody(
      shared.gateway.lambda.invoke(shared.function('internet').definition.name, JSON.stringify(event)),
    );
    expect(failure).toBeUndefined();
    expect(JSON.parse(text)).toMatchObject({
      statusCode: 200,
      body: '{"status":"ok"}',
      isBase64Encoded: false,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
  });
});
