import { loadRotationConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { runRotationCommand } from '../../apps/gateway/src/rotation/command/run-rotation-command.js';
import { openRotation } from '../../apps/gateway/src/rotation/open-rotation.js';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { environmentOf } from '../support/system.js';

export const ADMIN_SECRET = 'commercial-key-rotation';

/** How the command ended, and what it wrote. */
export interface RotationRun {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Puts the administrator's keys where rotations look for them. */
export async function seedAdministrator(sandbox: Sandbox): Promise<void> {
  const { accessKeyId, secretAccessKey } = sandbox.iam?.accessKey ?? { accessKeyId: '', secretAccessKey: '' };
  const keys = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
  await sandbox.putSecret(ADMIN_SECRET, JSON.stringify(keys));
}

/** What whoever rotates has in the environment: that of the gateway, and more. */
export function rotationEnvironmentOf(sandbox: Sandbox): Record<string, string> {
  const ofIam = sandbox.iam && {
    GATEWAY_ROTATION_ADMIN_SECRET_ID: ADMIN_SECRET,
    GATEWAY_ROTATION_USER_NAME: sandbox.iam.userName,
    GATEWAY_ROTATION_IAM_ENDPOINT: sandbox.iam.url,
  };
  return { ...environmentOf(sandbox), ...ofIam };
}

/** What a test may want otherwise. */
export interface RotateOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** In place of waiting between two tries of a new key. */
  readonly pause?: (delayMs: number) => void;
}

/** Runs `npm run secrets:rotate -- ...` in this process. */
export async function rotate(
  sandbox: Sandbox,
  args: readonly string[],
  { env, pause = () => undefined }: RotateOptions = {},
): Promise<RotationRun> {
  const written = { out: '', error: '' };
  const exitCode = await runRotationCommand(args, {
    loadConfig: () => loadRotationConfig({ ...rotationEnvironmentOf(sandbox), ...env }),
    open: (which, config, facts) =>
      openRotation(which, config, { ...facts, pause: async (delayMs) => Promise.resolve(pause(delayMs)) }),
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written };
}
