import { describe, expect, it } from 'vitest';
import type { TransferMode } from './deployed/exclusions.js';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';

const MODES: readonly TransferMode[] = ['STREAM', 'BUFFERED'];
const bodyOf = (bytes: number): string =>
  CONVERSATION.replace('"hi"', `"${'x'.repeat(bytes - CONVERSATION.length + 2)}"`);

describe.each(MODES)('the size of a body, in mode %s', (mode) => {
  const shared = shareDeployed(() => ({ mode }));

  it('may be what the template says, whatever the event makes of it', async () => {
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { body: bodyOf(4_500_000) });
    expect(answer.status).toBe(200);
    expect(shared.sandbox.exchanges('internet')).toMatchObject([{ requestBytes: 4_500_000 }]);
  });

  it.each([
    ['one byte more', 4_500_001],
    ['more than an event may hold', 6_500_000],
    ['more than API Gateway takes', 10_500_000],
  ])('is refused with the same words, whoever refuses it: %s', async (_, bytes) => {
    const answer = await shared.ask('/bedrock/invoke', { body: bodyOf(bytes) });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([413, 'PayloadTooLargeException']);
    expect(await answer.json()).toMatchObject({
      statusCode: 413,
      error: {
        type: 'PayloadTooLargeException',
        message: 'The request body may have 4500000 bytes',
        retryable: false,
        details: { maxBodyBytes: 4_500_000 },
      },
      requestId: answer.headers.get('x-request-id'),
    });
  });
});
