import { constants, createPublicKey, generateKeyPair, privateEncrypt, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key that signs tokens, with a name. Making one takes a tenth of a second or so. */
export class SigningKey {
  private constructor(
    readonly id: string,
    private readonly privateKey: KeyObject,
  ) {}

  static async make(id: string = randomUUID()): Promise<SigningKey> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    return new SigningKey(id, privateKey);
  }

  get publicKey(): KeyObject {
    return createPublicKey(this.privateKey);
  }

  /** Signs a SHA-256 digest (RSASSA-PKCS1-v1_5), as KMS does with `MessageType` `DIGEST`. */
  signDigest(digest: Buffer): Buffer {
    // What PKCS #1 puts before a SHA-256 digest: RFC 8017, section 9.2, note 1.
    const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const key = { key: this.privateKey, padding: constants.RSA_PKCS1_PADDING };
    return privateEncrypt(key, Buffer.concat([prefix, digest]));
  }

  /** Signs a text. */
  signText(text: string): Buffer {
    return sign('sha256', Buffer.from(text), this.privateKey);
  }
}
