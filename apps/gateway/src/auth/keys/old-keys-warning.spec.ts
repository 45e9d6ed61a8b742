import { expect, it } from 'vitest';
import { TokenKeysUnavailableError } from '../errors.js';
import { oldKeysWarning } from './old-keys-warning.js';

it('names the variable whose keys could not be read', () => {
  const error = new TokenKeysUnavailableError('GATEWAY_TOKEN_JWKS_URL', 'malformed', new Error('upstream text'));
  expect(oldKeysWarning(error)).toEqual({
    event: 'token-keys-old',
    code: 'TOKEN_KEYS_UNAVAILABLE',
    source: 'GATEWAY_TOKEN_JWKS_URL',
    reason: 'malformed',
  });
});

it('quotes nobody else', () => {
  const warning = oldKeysWarning(new TypeError('upstream text'));
  expect(warning).toMatchObject({ event: 'token-keys-old', error: 'TypeError' });
  expect(JSON.stringify(warning)).not.toContain('upstream text');
});
