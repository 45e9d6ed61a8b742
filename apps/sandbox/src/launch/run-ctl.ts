import { spawn } from 'node:child_process';
import { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { SecretsDesk } from '../secrets/start-secrets.js';
import { chooseStandIns, dummyCredentials, environmentFor, isSet } from './choose-stand-ins.js';
import type { Environment } from './choose-stand-ins.js';
import { readRunning } from './running-file.js';
import type { Running } from './running-file.js';

/** What the operator's command line is run with. */
export interface CtlSettings {
  readonly env: Environment;
  readonly folder: string;
  readonly script: string;
  readonly args: readonly string[];
}

/**
 * On this machine an answer takes a few milliseconds: what takes as long as the sandbox's fault `slow` is slow, however
 * good it would be over the internet.
 */
const slowAfterMs = '190';

/** With any of these the shell says itself where things are, and nothing is put in its place. */
const saysWhere = ['CTL_GATEWAY_URL', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'GATEWAY_TOKEN_SECRET_ID'];

/**
 * Runs the gateway's command line as if it belonged to this shell: against what the environment names, else against the
 * `npm start` that runs with this folder, else with the sandbox's secrets alone. Resolves with its exit code.
 * @throws SandboxError `secrets-unreadable`
 */
export async function runCtl({ env: shell, folder, script, args }: CtlSettings): Promise<number> {
  // A developer's shell has a token of the gateway there. The gateway would refuse to start with it.
  const { AWS_BEARER_TOKEN_BEDROCK: _, ...env } = shell;
  if (saysWhere.some((name) => isSet(env, name))) return runAttached(script, args, env);
  const running = await readRunning(folder);
  if (running !== undefined) return runAttached(script, args, besideRunning(env, running));
  return runWithSecretsAlone({ env, folder, script, args });
}

/** What the user has set stays as it is, as with `npm start`. */
function besideRunning(env: Environment, { variables, gatewayUrl }: Running): Environment {
  const defaults = { ...variables, CTL_GATEWAY_URL: gatewayUrl, CTL_SLOW_AFTER_MS: slowAfterMs };
  return withDefaults(env, { ...defaults, ...(needsDummies(env, variables) && dummyCredentials) });
}

function needsDummies(
  env: Environment,
  { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets = '' }: Running['variables'],
): boolean {
  const isEmbedded = secrets.startsWith('http://127.0.0.1:');
  return isEmbedded && !isSet(env, 'AWS_ACCESS_KEY_ID') && !isSet(env, 'AWS_PROFILE');
}

function withDefaults(env: Environment, defaults: Environment): Environment {
  return { ...env, ...Object.fromEntries(Object.entries(defaults).filter(([name]) => !isSet(env, name))) };
}

/** As `npm run -s token` works before anything was started. */
async function runWithSecretsAlone({ env, folder, script, args }: CtlSettings): Promise<number> {
  if (!chooseStandIns(env).has('secretsManager')) return runAttached(script, args, env);
  const faults = new FaultSwitchboard(() => Promise.resolve());
  const { standIn } = await SecretsDesk.open({ folder, seed: {}, nowEpochMs: Date.now }, faults, 0);
  await standIn.listener.open();
  try {
    const url = standIn.listener.url;
    const chosen = new Set(['secretsManager'] as const);
    const ctlEnv = environmentFor(env, chosen, () => url);
    const dummies = isSet(env, 'AWS_ACCESS_KEY_ID') || isSet(env, 'AWS_PROFILE') ? {} : dummyCredentials;
    const gatewayUrl = isSet(env, 'PORT') ? { CTL_GATEWAY_URL: `http://127.0.0.1:${env['PORT']}` } : {};
    return await runAttached(script, args, withDefaults(ctlEnv, { ...dummies, ...gatewayUrl }));
  } finally {
    await standIn.listener.end();
  }
}

/** The child has this terminal for itself; what signals mean, it decides, and this process waits. */
async function runAttached(script: string, args: readonly string[], env: Environment): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { env: { ...env }, stdio: 'inherit' });
  const ended = Promise.withResolvers<number>();
  child.once('close', (code, signal) => ended.resolve(code ?? (signal === null ? 1 : 128)));
  child.once('error', ended.reject);
  // Ctrl-C comes to the whole group of the terminal; what a supervisor sends comes to this process alone.
  const stay = (): void => undefined;
  const handOn = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', stay).on('SIGTERM', handOn).on('SIGHUP', handOn);
  try {
    return await ended.promise;
  } finally {
    process.off('SIGINT', stay).off('SIGTERM', handOn).off('SIGHUP', handOn);
  }
}
