import { CredentialsUnavailableError, type CredentialsSource } from '@app/bedrock';
import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  UpdateServiceSpecificCredentialCommand,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { IamCallError, type IamFailure } from '../errors.js';
import { ServiceCredentials, type NewServiceCredential, type ServiceCredential } from './service-credentials.js';

/** Source: IAM user guide, "API keys for Amazon Bedrock". */
const SERVICE = 'bedrock.amazonaws.com';
/** IAM of the commercial partition has one region for signatures. Source: IAM endpoints, AWS General Reference. */
const REGION = 'us-east-1';
const CALL_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** By the `name` of the SDK's errors. Source: IAM API reference, "Common errors" and those of each operation. */
const FAILURES: ReadonlyMap<string, IamFailure> = new Map([
  ['AccessDenied', 'denied'],
  ['AccessDeniedException', 'denied'],
  ['ExpiredToken', 'denied'],
  ['InvalidClientTokenId', 'denied'],
  ['SignatureDoesNotMatch', 'denied'],
  ['LimitExceeded', 'no-room'],
  ['LimitExceededException', 'no-room'],
  ['NoSuchEntity', 'gone'],
  ['NoSuchEntityException', 'gone'],
]);

/** Whose keys, and where IAM is. */
export interface IamOptions {
  readonly userName: string;
  readonly endpoint: string;
  /** Days until a new key ends by itself; unset: never. */
  readonly keyDays?: number;
}

/** The keys as IAM of the commercial account has them. */
export class IamServiceCredentials extends ServiceCredentials {
  private readonly client: IAMClient;

  /** @param admin who may do this; access keys, as IAM takes no API keys. */
  constructor(
    private readonly options: IamOptions,
    admin: CredentialsSource,
  ) {
    super();
    this.client = new IAMClient({
      endpoint: options.endpoint,
      region: REGION,
      credentials: () => identityFrom(admin),
      // A key that is made twice is one too many.
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
    });
  }

  override get userName(): string {
    return this.options.userName;
  }

  override async list(signal: AbortSignal): Promise<readonly ServiceCredential[]> {
    const command = new ListServiceSpecificCredentialsCommand({ UserName: this.userName, ServiceName: SERVICE });
    const { ServiceSpecificCredentials: found = [] } = await this.ask(signal, (options) =>
      this.client.send(command, options),
    );
    return found.map(toCredential);
  }

  override async create(signal: AbortSignal): Promise<NewServiceCredential> {
    const { userName, keyDays } = this.options;
    const wish = { UserName: userName, ServiceName: SERVICE, CredentialAgeDays: keyDays };
    const command = new CreateServiceSpecificCredentialCommand(wish);
    const { ServiceSpecificCredential: made } = await this.ask(signal, (options) => this.client.send(command, options));
    const { ServiceSpecificCredentialId: id, ServiceCredentialSecret: apiKey } = made ?? {};
    if (id === undefined || apiKey === undefined) throw new IamCallError('unavailable');
    return { id, apiKey };
  }

  override async setActive(id: string, isActive: boolean, signal: AbortSignal): Promise<void> {
    const Status = isActive ? 'Active' : 'Inactive';
    const change = { UserName: this.userName, ServiceSpecificCredentialId: id, Status } as const;
    const command = new UpdateServiceSpecificCredentialCommand(change);
    await this.ask(signal, (options) => this.client.send(command, options));
  }

  override async delete(id: string, signal: AbortSignal): Promise<void> {
    const target = { UserName: this.userName, ServiceSpecificCredentialId: id };
    const command = new DeleteServiceSpecificCredentialCommand(target);
    try {
      await this.ask(signal, (options) => this.client.send(command, options));
    } catch (error) {
      if (!(error instanceof IamCallError && error.reason === 'gone')) throw error;
    }
  }

  /** Closes the sockets. */
  close(): void {
    this.client.destroy();
  }

  private async ask<Answer>(
    signal: AbortSignal,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await send({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]) });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CredentialsUnavailableError) throw error;
      const name = error instanceof Error ? error.name : '';
      // The SDK's own error has the answer in it, and with it perhaps a key: it is not even kept as a cause.
      throw new IamCallError(FAILURES.get(name) ?? 'unavailable');
    }
  }
}

function toCredential(found: ServiceSpecificCredentialMetadata): ServiceCredential {
  const { ServiceSpecificCredentialId: id = '', ServiceCredentialAlias: alias, Status, CreateDate } = found;
  const createdAtEpochMs = CreateDate?.getTime() ?? 0;
  return { id, isActive: Status === 'Active', createdAtEpochMs, ...(alias !== undefined && { alias }) };
}

/** Asked for each call: what the secret holds may have been changed. */
async function identityFrom(
  admin: CredentialsSource,
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }> {
  const credentials = await admin.current(AbortSignal.timeout(CALL_TIMEOUT_MS));
  if (credentials.kind !== 'access-key') throw new CredentialsUnavailableError('the secret has no access_key_id');
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
