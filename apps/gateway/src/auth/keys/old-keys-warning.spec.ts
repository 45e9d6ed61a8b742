import { expect, it } from 'vitest';
import { TokenKeysUnavailableError } from '../errors.js';
import { oldKeysWarning } from './old-keys-warning.js';

it('names the variable whose keys could not be read', () => {
  const error = new TokenKeysUnavailableError('GATEWAY_TOKEN_JWKS_URL', 'malformed', new Error('upstream text'));
  expect(oldKeysWarning(error)).toBe(
    'The token keys that GATEWAY_TOKEN_JWKS_URL stands for are unavailable: malformed. The keys read before stay in use.',
  );
});

it('quotes nobody else', () => {
  expect(oldKeysWarning(new Error('upstream text'))).toBe(
    'The token keys could not be read. The keys read before stay in use.',
  );
});
