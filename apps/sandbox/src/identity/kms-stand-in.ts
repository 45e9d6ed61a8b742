import { parseJsonObject, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { AccessKey, SignedRequest } from '../bedrock/verify-sigv4.js';
import { checkCaller } from './check-caller.js';
import type { IdentityService, WireAnswer } from './identity-listener.js';
import { IdentityProblem } from './identity-problem.js';
import type { SigningKey } from './signing-key.js';

/** Where GovCloud's services are here, and whose signatures they know. */
export interface GovCloudAccount {
  readonly region: string;
  readonly accountId: string;
  readonly keys: readonly AccessKey[];
  readonly nowEpochMs: () => number;
}

const algorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
const digestBytes = 32;

/** Plays KMS (AWS JSON 1.1) for one asymmetric key: `Sign` and `GetPublicKey`. */
export class KmsStandIn implements IdentityService {
  constructor(
    private readonly key: SigningKey,
    private readonly account: GovCloudAccount,
  ) {}

  /** As `KeyId` may name it. */
  get keyArn(): string {
    const { region, accountId } = this.account;
    return `arn:aws-us-gov:kms:${region}:${accountId}:key/${this.key.id}`;
  }

  answer(request: SignedRequest): WireAnswer {
    const { keys, region, nowEpochMs } = this.account;
    checkCaller(request, keys, { service: 'kms', region, nowEpochMs: nowEpochMs() });
    const input = parseJsonObject(request.body) ?? {};
    if (![this.key.id, this.keyArn].includes(textAt(input, 'KeyId') ?? '')) {
      throw new IdentityProblem('NotFoundException', 'The key does not exist.');
    }
    const operation = request.headers.get('x-amz-target');
    if (operation === 'TrentService.Sign') return json(200, this.#sign(input));
    if (operation === 'TrentService.GetPublicKey') return json(200, this.#publicKey());
    throw new IdentityProblem('UnknownOperationException', 'The operation is not known.');
  }

  refuse({ code, status, message }: IdentityProblem): WireAnswer {
    return json(status, { __type: code, message });
  }

  #sign(input: JsonObject): JsonObject {
    const digest = Buffer.from(textAt(input, 'Message') ?? '', 'base64');
    const fits = textAt(input, 'MessageType') === 'DIGEST' && textAt(input, 'SigningAlgorithm') === algorithm;
    if (!fits || digest.length !== digestBytes) {
      throw new IdentityProblem('ValidationException', 'A SHA-256 digest and its algorithm are needed.');
    }
    const signature = this.key.signDigest(digest).toString('base64');
    return { KeyId: this.keyArn, Signature: signature, SigningAlgorithm: algorithm };
  }

  #publicKey(): JsonObject {
    const publicKey = this.key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const facts = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: [algorithm] };
    return { KeyId: this.keyArn, PublicKey: publicKey, ...facts };
  }
}

function json(status: number, body: JsonObject): WireAnswer {
  return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}
