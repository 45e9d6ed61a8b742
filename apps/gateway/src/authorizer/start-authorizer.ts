import type { SecretReader } from '@app/bedrock';
import { createTokenKeys } from '../auth/keys/create-token-keys.js';
import { oldKeysWarning } from '../auth/keys/old-keys-warning.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import type { TokensConfig } from '../config/tokens-config.js';
import { writeLogLine } from '../logs/write-log-line.js';
import { Authorizer } from './authorizer.js';
import { refusalOf } from './refusal.js';
import { logAuthorization } from './log-authorization.js';

/** Lambda gives a function ten seconds to start. Source: Lambda developer guide, "Lambda execution environment". */
const FIRST_READ_TIMEOUT_MS = 8_000;

/**
 * Reads the signing secret and makes the authorizer. The keys are kept as in the gateway: read again after five
 * minutes, or for a token that none of them signed.
 *
 * @throws {CannotDecideError} when the secret cannot be read; the log says why.
 */
export async function startAuthorizer(tokens: TokensConfig, reader: SecretReader): Promise<Authorizer> {
  const keys = createTokenKeys(tokens, reader, {
    onReadFailed: (error) => writeLogLine('warn', oldKeysWarning(error), 'Authorizer'),
  });
  try {
    await keys.load(AbortSignal.timeout(FIRST_READ_TIMEOUT_MS));
  } catch (error) {
    const { outcome, words, answer } = refusalOf(error);
    logAuthorization({ outcome, ...words });
    throw answer;
  }
  return new Authorizer(new TokenVerifier(keys, tokens));
}
