import { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { SecretsDesk } from '../secrets/start-secrets.js';
import { chooseStandIns, environmentFor } from './choose-stand-ins.js';
import type { Environment } from './choose-stand-ins.js';
import { runScript } from './run-token-script.js';

/** What a token is made from. */
export interface TokenSettings {
  readonly env: Environment;
  readonly folder: string;
  readonly tokenScript: string;
  readonly args: readonly string[];
}

/**
 * Runs the gateway's token script against the secret that the environment points to, else against the sandbox's.
 * Its output is this process's output; resolves with its exit code. A sandbox that runs beside is not disturbed.
 * @throws SandboxError `secrets-unreadable`
 */
export async function runToken({ env: shell, folder, tokenScript, args }: TokenSettings): Promise<number> {
  // A developer's shell has a token of the gateway there, perhaps the one to be replaced. The gateway refuses it; here
  // nothing goes to Bedrock.
  const { AWS_BEARER_TOKEN_BEDROCK: _, ...env } = shell;
  if (!chooseStandIns(env).has('secretsManager'))
    return (await runScript(tokenScript, args, { env, stdout: 'inherit' })).exitCode;
  const faults = new FaultSwitchboard(() => Promise.resolve());
  const { standIn } = await SecretsDesk.open({ folder, seed: {}, nowEpochMs: Date.now }, faults, 0);
  await standIn.listener.open();
  try {
    // A token needs nothing but the secret, so for credentials it is as if every store were embedded.
    const chosen = new Set(['secretsManager', 'dynamodb'] as const);
    const {
      AWS_ENDPOINT_URL_DYNAMODB: __,
      GATEWAY_AUDIT_CREATE_TABLE: ___,
      ...tokenEnv
    } = environmentFor(env, chosen, () => standIn.listener.url);
    return (await runScript(tokenScript, args, { env: tokenEnv, stdout: 'inherit' })).exitCode;
  } finally {
    await standIn.listener.end();
  }
}
