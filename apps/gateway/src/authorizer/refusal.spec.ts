import { SecretUnreadableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { TokenKeysUnavailableError } from '../auth/errors.js';
import { refusalOf } from './refusal.js';

describe('refusalOf', () => {
  it('says of a defect where it happened, and not what it said', () => {
    const { outcome, words, answer } = refusalOf(new TypeError('eyJ.a.token'));
    expect(outcome).toBe('failed');
    expect(words).toEqual({ error: 'TypeError', stack: expect.stringMatching(/^ +at .*refusal\.spec\.ts/) });
    expect(JSON.stringify(words)).not.toContain('eyJ');
    expect(answer.message).toBe('The authorizer cannot decide: defect');
  });

  it.each([['text'], [undefined], [null], [{ message: 'Unauthorized' }]])(
    'takes a thrown %j for a defect',
    (thrown) => {
      const { words, answer } = refusalOf(thrown);
      expect(words).toEqual({ error: 'unexpected', stack: undefined });
      expect(answer.message).toBe('The authorizer cannot decide: defect');
    },
  );

  it('passes the reason of an unreadable secret on, and nothing that AWS said', () => {
    const cause = new SecretUnreadableError('access-denied', new Error('arn:aws:iam::123456789012:role/r'));
    const { words, answer } = refusalOf(new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable', cause));
    expect(words).toEqual({
      code: 'TOKEN_KEYS_UNAVAILABLE',
      source: 'GATEWAY_TOKEN_SECRET_ID',
      reason: 'unreadable',
      cause: 'access-denied',
    });
    expect(answer.cause).toBeUndefined();
  });
});
