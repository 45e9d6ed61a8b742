import { describe, expect, it } from 'vitest';
import {
  BedrockCallError,
  BedrockError,
  ConnectionOptionsInvalidError,
  CredentialsUnavailableError,
  SecretUnreadableError,
} from './errors.js';

describe('errors of this library', () => {
  it('are one family, each with a code of its own', () => {
    const thrown = [
      new BedrockCallError('throttled', 'status-429'),
      new CredentialsUnavailableError('there is no such secret'),
      new SecretUnreadableError('timeout'),
      new ConnectionOptionsInvalidError('region'),
    ];
    expect(thrown.every((error) => error instanceof BedrockError)).toBe(true);
    expect(thrown.map((error) => error.code)).toEqual([
      'BEDROCK_CALL_FAILED',
      'CREDENTIALS_UNAVAILABLE',
      'SECRET_UNREADABLE',
      'CONNECTION_OPTIONS_INVALID',
    ]);
  });

  it('keep the words of Bedrock out of the message', () => {
    const upstream = { status: 400, type: 'ValidationException', message: 'my prompt', credentialsRefused: false };
    const error = new BedrockCallError('bad-request', 'status-400', { upstream });
    expect(error.message).toBe('Bedrock call failed: bad-request (status-400)');
    expect(error.upstream?.message).toBe('my prompt');
  });
});
