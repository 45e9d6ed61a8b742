import { createHash } from 'node:crypto';
import { SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Clock } from '../../clock.js';
import type { Principal } from '../principal.js';
import { claimsOf, type ClaimTerms } from './identity-claims.js';
import { signingKeyId } from './signing-key-id.js';
import { WebIdentityTokens } from './web-identity-tokens.js';

/** What is in the tokens, and the key that signs them. */
export type KmsTokenTerms = ClaimTerms & {
  /** Id or ARN of an RSA key for signing. */
  readonly keyId: string;
};

/**
 * Tokens that the gateway writes and KMS signs (RS256): the private key never leaves KMS, and no other claims are
 * signed than ours. Owns the client: `close` ends its sockets.
 */
export class KmsWebIdentityTokens extends WebIdentityTokens {
  constructor(
    private readonly client: KMSClient,
    private readonly terms: KmsTokenTerms,
    private readonly now: Clock = Date.now,
  ) {
    super();
  }

  override async issue(principal: Principal | undefined, signal: AbortSignal): Promise<string> {
    const { keyId } = this.terms;
    const header = { alg: 'RS256', typ: 'JWT', kid: signingKeyId(keyId) };
    const unsigned = `${encode(header)}.${encode(claimsOf(principal, this.terms, this.now()))}`;
    const signed = await this.client.send(
      new SignCommand({
        KeyId: keyId,
        // A digest: KMS takes no more than 4096 bytes of a message itself.
        Message: createHash('sha256').update(unsigned).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      }),
      { abortSignal: signal },
    );
    return `${unsigned}.${Buffer.from(signed.Signature ?? []).toString('base64url')}`;
  }

  override close(): void {
    this.client.destroy();
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');
}
