import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  GetUserCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../sandbox.js';
import type { IamSettings } from '../sandbox.options.js';

const UserName = 'bedrock-gateway';
const ServiceName = 'bedrock.amazonaws.com';

async function start(iam: IamSettings = {}): Promise<[Sandbox, IAMClient, string]> {
  const sandbox = await startSandbox({ iam, bedrockApiKey: 'ABSKdXNlcjpzZWNyZXQ=' });
  const { url = '', accessKey = { accessKeyId: '', secretAccessKey: '' } } = sandbox.iam ?? {};
  const client = new IAMClient({ endpoint: url, region: 'us-east-1', credentials: accessKey, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await sandbox.close();
  });
  return [sandbox, client, url];
}

describe('The IAM stand-in', () => {
  it('hears nobody but the administrator', async () => {
    const [, , endpoint] = await start();
    expect((await fetch(endpoint, { method: 'POST', body: 'Action=GetUser' })).status).toBe(403);
    const nameFor = async (accessKeyId: string): Promise<unknown> => {
      const credentials = { accessKeyId, secretAccessKey: 'wrong' };
      const stranger = new IAMClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
      const asked = stranger.send(new ListServiceSpecificCredentialsCommand({ UserName }));
      return asked
        .catch((error: unknown) => (error instanceof Error ? error.name : error))
        .finally(() => stranger.destroy());
    };
    expect(await nameFor('AKIASTRANGER')).toBe('InvalidClientTokenId');
    expect(await nameFor('AKIASANDBOXROTATION0')).toBe('SignatureDoesNotMatch');
  });

  it('refuses what IAM would refuse', async () => {
    const [, client] = await start();
    const failing = (asked: Promise<unknown>, name: string) => expect(asked).rejects.toMatchObject({ name });
    await failing(client.send(new GetUserCommand({ UserName })), 'InvalidAction');
    await failing(client.send(new ListServiceSpecificCredentialsCommand({ UserName: 'other' })), 'AccessDenied');
    const other = { UserName, ServiceName: 'codecommit.amazonaws.com' };
    await failing(client.send(new CreateServiceSpecificCredentialCommand(other)), 'ValidationError');
    const ageless = { UserName, ServiceName, CredentialAgeDays: 0 };
    await failing(client.send(new CreateServiceSpecificCredentialCommand(ageless)), 'ValidationError');
    const unknown = { UserName, ServiceSpecificCredentialId: 'ACCAUNKNOWN0000000000' };
    await failing(client.send(new DeleteServiceSpecificCredentialCommand(unknown)), 'NoSuchEntityException');
    await client.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
    const third = client.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
    await failing(third, 'LimitExceededException');
  });

  it('makes keys that Bedrock accepts as long as they are active and there', async () => {
    const [sandbox, client] = await start();
    const wish = { UserName, ServiceName, CredentialAgeDays: 1 };
    const { ServiceSpecificCredential: made } = await client.send(new CreateServiceSpecificCredentialCommand(wish));
    const { ServiceSpecificCredentialId = '', ServiceCredentialSecret = '' } = made ?? {};
    const headers = { authorization: `Bearer ${ServiceCredentialSecret}` };
    const isTaken = async (): Promise<boolean> =>
      (await fetch(`${sandbox.urls.internet}/foundation-models`, { headers })).status === 200;
    expect(await isTaken()).toBe(true);
    const change = { UserName, ServiceSpecificCredentialId };
    await client.send(new UpdateServiceSpecificCredentialCommand({ ...change, Status: 'Inactive' }));
    expect(await isTaken()).toBe(false);
    await client.send(new UpdateServiceSpecificCredentialCommand({ ...change, Status: 'Active' }));
    expect(await isTaken()).toBe(true);
    await client.send(new DeleteServiceSpecificCredentialCommand(change));
    expect(await isTaken()).toBe(false);
    const { ServiceSpecificCredentials: left } = await client.send(
      new ListServiceSpecificCredentialsCommand({ UserName }),
    );
    expect(left).toMatchObject([{ ServiceCredentialAlias: 'user', Status: 'Active' }]);
  });
});
