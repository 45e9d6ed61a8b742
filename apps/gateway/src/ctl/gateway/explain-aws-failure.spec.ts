import { AuditStoreError } from '@app/audit';
import { CredentialsUnavailableError, SecretUnreadableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { TokenKeysUnavailableError } from '../../auth/errors.js';
import { explainAwsFailure } from './explain-aws-failure.js';

/** An error as the SDK throws it: only its name may be looked at. */
const ofSdk = (name: string): Error => Object.assign(new Error('text of AWS: arn:secret-name'), { name });

describe('explainAwsFailure', () => {
  it.each([
    ['CredentialsProviderError', 'there are no credentials of AWS'],
    ['UnrecognizedClientException', 'AWS does not know these credentials: they are of another partition, or gone'],
    ['InvalidSignatureException', 'AWS does not know these credentials: they are of another partition, or gone'],
    ['ExpiredTokenException', 'the credentials of AWS have expired'],
    ['AccessDeniedException', 'AWS denies access'],
    ['ThrottlingException', 'AWS throttles it'],
    ['InternalServiceError', 'AWS answers with an error of its own'],
    ['TimeoutError', 'AWS does not answer in time'],
  ])('%s: %s, however deep it is', (name, words) => {
    const shallow = new SecretUnreadableError('request-failed', ofSdk(name));
    const deep = new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable', shallow);
    for (const error of [shallow, deep]) {
      expect(explainAwsFailure(error)).toEqual({ words, next: expect.stringMatching(/\S/) as string });
    }
  });

  it.each([
    [new AuditStoreError('table-missing'), 'there is no such table'],
    [new AuditStoreError('throttled'), 'AWS throttles it'],
    [new SecretUnreadableError('no-such-secret'), 'there is no such secret'],
    [new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'too-short'), 'the secret is shorter than 32 bytes'],
  ])('%s', (error, words) => {
    expect(explainAwsFailure(error).words).toBe(words);
  });

  it('says what the network says', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    const both = new AggregateError([refused, refused]);
    expect(explainAwsFailure(new SecretUnreadableError('request-failed', both)).words).toBe(
      'the connection is refused: nothing listens there',
    );
  });

  it('falls back on our own words, never on those of AWS', () => {
    const { words } = explainAwsFailure(
      new CredentialsUnavailableError('the secret is not a JSON object', ofSdk('Odd')),
    );
    expect(words).toBe('The commercial Bedrock credentials are unavailable: the secret is not a JSON object');
  });

  it('does not hide a defect', () => {
    const defect = new TypeError('x');
    expect(() => explainAwsFailure(defect)).toThrow(defect);
  });
});
