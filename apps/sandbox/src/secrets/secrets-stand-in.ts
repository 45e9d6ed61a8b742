import { meetStoreFault } from '../faults/meet-store-fault.js';
import type { StoreErrors } from '../faults/meet-store-fault.js';
import type { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { goneSignal, sendAwsJson } from '../http/aws-json.js';
import { acceptHttp1 } from '../http/dual-protocol.js';
import { headerOf } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import { parseJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { listSecrets } from './list-secrets.js';
import {
  createSecret,
  describeSecret,
  getSecretValue,
  putSecretValue,
  rotateSecret,
  updateSecretVersionStage,
} from './secret-operations.js';
import type { SecretOperation, SecretsAccount } from './secret-operations.js';
import type { SecretsKeep } from './secrets-keep.js';
import { SecretsProblem } from './secrets-problem.js';

/** A secret's value is at most 64 KiB; a request is a little more. */
const maxBodyBytes = 256 * 1024;

const operations: Readonly<Record<string, SecretOperation>> = {
  'secretsmanager.CreateSecret': createSecret,
  'secretsmanager.PutSecretValue': putSecretValue,
  'secretsmanager.GetSecretValue': getSecretValue,
  'secretsmanager.DescribeSecret': describeSecret,
  'secretsmanager.UpdateSecretVersionStage': updateSecretVersionStage,
  'secretsmanager.ListSecrets': listSecrets,
  'secretsmanager.RotateSecret': rotateSecret,
};

/** Failures as Secrets Manager words them. */
const errors: StoreErrors = {
  error: { status: 500, body: { __type: 'InternalServiceError', Message: 'An error occurred on the server side.' } },
  throttle: { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } },
};

/** Plays Secrets Manager (AWS JSON 1.1) on one port of the loopback address. Signatures must be there; they are not verified. */
export class SecretsStandIn {
  readonly listener: LoopbackListener;

  constructor(
    private readonly keep: SecretsKeep,
    private readonly account: SecretsAccount,
    private readonly faults: FaultSwitchboard,
    port: number,
  ) {
    const accept = acceptHttp1((request, response) => void this.#serve(request, response));
    this.listener = new LoopbackListener('Secrets Manager', port, accept);
  }

  /**
   * Does one operation in the process, past HTTP and faults.
   * @throws SecretsProblem
   */
  perform(operation: SecretOperation, input: JsonObject): Promise<JsonObject> {
    return this.keep.change((state) => operation(state, input, this.account));
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    try {
      const body = await readBody(request, maxBodyBytes);
      if (body === 'incomplete') return;
      const refusal = await meetStoreFault(this.faults.storeFault('secrets'), errors, goneSignal(response));
      if (refusal !== undefined) return sendAwsJson(response, '1.1', refusal.status, refusal.body);
      sendAwsJson(response, '1.1', 200, await this.#answer(request, body));
    } catch (error) {
      if (error instanceof SecretsProblem)
        sendAwsJson(response, '1.1', 400, { __type: error.code, message: error.message });
      else sendAwsJson(response, '1.1', 500, errors.error.body);
    }
  }

  #answer(request: HttpRequest, body: Buffer | 'too-long'): Promise<JsonObject> {
    const operation = operations[headerOf(request, 'x-amz-target') ?? ''];
    if (operation === undefined) throw new SecretsProblem('UnknownOperationException', 'The operation is not known.');
    if (headerOf(request, 'authorization')?.startsWith('AWS4-HMAC-SHA256 ') !== true) {
      throw new SecretsProblem('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    const input = body === 'too-long' ? undefined : parseJsonObject(body);
    if (input === undefined)
      throw new SecretsProblem('SerializationException', 'The body is not a JSON object of a fair size.');
    return this.perform(operation, input);
  }
}
