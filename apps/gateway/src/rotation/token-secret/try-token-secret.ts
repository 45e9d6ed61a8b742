import { SecretReader } from '@app/bedrock';
import { issueToken } from '../../auth/issue-token.js';
import { createTokenKeys } from '../../auth/keys/create-token-keys.js';
import { readSigningKey } from '../../auth/keys/read-secret-keys.js';
import { TokenVerifier } from '../../auth/token-verifier.js';
import type { TokensConfig } from '../../config/tokens-config.js';

const TRY_TIMEOUT_MS = 5_000;

/** Grants nothing: it is never shown to anybody. */
const NOTHING = { subject: 'rotation', permissions: [], routes: [], models: [], classifications: [] } as const;

/**
 * Shows that a text of the token secret does what it is for: signs a token with it as the token command does, and
 * verifies that as the gateway does.
 *
 * @throws {AuthError} if either fails.
 */
export async function tryTokenSecret(text: string, tokens: TokensConfig): Promise<void> {
  const reader = new GivenSecret(text);
  const source = { reader, secretId: tokens.secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
  const key = await readSigningKey(source, AbortSignal.timeout(TRY_TIMEOUT_MS));
  const grant = { ...NOTHING, lifetimeSeconds: Math.min(60, tokens.maxLifetimeSeconds) };
  const token = await issueToken(grant, key, { ...tokens, issuedAtEpochMs: Date.now() });
  await new TokenVerifier(createTokenKeys(tokens, reader), tokens).verify(token);
}

/** A secret of one version, which is at hand. */
class GivenSecret extends SecretReader {
  constructor(private readonly text: string) {
    super();
  }

  override read(_secretId: string, stage: string): Promise<string | undefined> {
    return Promise.resolve(stage === 'AWSCURRENT' ? this.text : undefined);
  }
}
