import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CredentialsUnavailableError } from '../../errors.js';
import { OWN_PARTITION_CLIENT } from '../own-partition-client.js';
import type { PublishedKey } from './identity-documents.js';
import { signingKeyId } from './signing-key-id.js';

// By the `name` of the SDK's errors. Source: KMS API reference, `GetPublicKey`.
const FAILURES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'KMS denies access to the signing key'],
  ['NotFoundException', 'there is no such signing key'],
]);
const RSA = /^RSA_(?:2048|3072|4096)$/;

/**
 * Reads the public part of a signing key from KMS: for operators, as the gateway itself never needs it.
 *
 * @param keyId id or ARN, no alias.
 * @throws {CredentialsUnavailableError} when KMS does not give it out, or it is no RSA key for signing.
 */
export async function readSigningKey(keyId: string, signal: AbortSignal): Promise<PublishedKey> {
  const client = new KMSClient(OWN_PARTITION_CLIENT);
  try {
    const command = new GetPublicKeyCommand({ KeyId: keyId });
    const { PublicKey, KeyUsage, KeySpec = '' } = await client.send(command, { abortSignal: signal }).catch(refuse);
    const kid = signingKeyId(keyId);
    const isUsable = kid !== undefined && KeyUsage === 'SIGN_VERIFY' && RSA.test(KeySpec) && PublicKey !== undefined;
    if (!isUsable) throw new CredentialsUnavailableError('the key is no RSA key for signing');
    return { keyId: kid, publicKey: PublicKey };
  } finally {
    client.destroy();
  }
}

function refuse(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  throw new CredentialsUnavailableError(FAILURES.get(name) ?? 'KMS does not answer', error);
}
