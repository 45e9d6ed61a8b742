import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import type { RotationHandler } from '../../apps/gateway/src/rotation/function/serve-rotation.js';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** The steps, in the order in which Secrets Manager asks for them. */
export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = (typeof STEPS)[number];

const CONTEXT = { getRemainingTimeInMillis: () => 600_000 } as Context;

/** A rotation that Secrets Manager has begun. */
export interface PlayedRotation {
  /** ARN of the secret. */
  readonly secretId: string;
  /** Id of the version that is staged. */
  readonly token: string;
  take(step: Step): Promise<void>;
}

/** Asks for a rotation, and plays the service that then calls the function, one step after the other. */
export async function beginRotation(
  { urls }: Sandbox,
  secretId: string,
  handler: RotationHandler,
): Promise<PlayedRotation> {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'any' };
  const client = new SecretsManagerClient({ endpoint: urls.secretsManager, region: 'us-gov-west-1', credentials });
  try {
    const { ARN = '', VersionId: token = '' } = await client.send(new RotateSecretCommand({ SecretId: secretId }));
    const take = (Step: Step): Promise<void> =>
      handler({ SecretId: ARN, ClientRequestToken: token, Step, RotationToken: 'of-another-account' }, CONTEXT);
    return { secretId: ARN, token, take };
  } finally {
    client.destroy();
  }
}
