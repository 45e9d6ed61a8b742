import { describe, expect, it } from 'vitest';
import { restoreHeaders } from './restore-headers.js';

const answer = (headers: Readonly<Record<string, string>>, status = 200): Response =>
  new Response('body', { status, headers });

describe('restoreHeaders', () => {
  it("gives renamed headers their own names, in place of API Gateway's", async () => {
    const restored = restoreHeaders(
      answer(
        {
          'content-type': 'application/json',
          'x-amzn-requestid': 'of-api-gateway',
          'x-amz-apigw-id': 'longer',
          'x-amzn-remapped-x-amzn-requestid': 'of-bedrock',
          'x-amzn-remapped-www-authenticate': 'Bearer',
        },
        401,
      ),
    );
    expect(Object.fromEntries(restored.headers)).toEqual({
      'content-type': 'application/json',
      'x-amzn-requestid': 'of-bedrock',
      'www-authenticate': 'Bearer',
    });
    expect([restored.status, await restored.text()]).toEqual([401, 'body']);
  });

  it('leaves alone what was not renamed', () => {
    const restored = restoreHeaders(answer({ 'x-amzn-requestid': 'of-api-gateway', 'retry-after': '1' }));
    expect([restored.headers.get('x-amzn-requestid'), restored.headers.get('retry-after')]).toEqual([
      'of-api-gateway',
      '1',
    ]);
  });
});
