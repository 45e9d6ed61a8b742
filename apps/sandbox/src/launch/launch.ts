import { startStandIns } from '../start-stand-ins.js';
import type { StandIns } from '../start-stand-ins.js';
import { renderBanner } from './banner.js';
import { chooseStandIns, environmentFor } from './choose-stand-ins.js';
import type { Environment } from './choose-stand-ins.js';
import { GatewayProcess } from './gateway-process.js';
import type { GatewayTimeouts } from './gateway-process.js';
import type { StopSignals } from './listen-for-signals.js';
import { obtainToken } from './run-token-script.js';
import { variablesToTell, writeRunning } from './running-file.js';

/** What a launch is made of. */
export interface LaunchSettings {
  readonly env: Environment;
  readonly folder: string;
  readonly gatewayScript: string;
  readonly tokenScript: string;
  readonly timeouts: GatewayTimeouts;
  readonly signals: StopSignals;
  /** Where the banner goes. */
  readonly write: (text: string) => void;
}

/**
 * Starts stand-ins and gateway, says how to use them, and stays until one of them or the user ends it.
 * Resolves, when nothing is left running, with the exit code: the gateway's own, or 0 when it was asked to end.
 * @throws SandboxError when something cannot start
 */
export async function launch(settings: LaunchSettings): Promise<number> {
  const { env, folder, signals } = settings;
  const chosen = chooseStandIns(env);
  const bedrockApiKey = env['SANDBOX_BEDROCK_API_KEY'];
  const options = bedrockApiKey === undefined || bedrockApiKey === '' ? { folder } : { folder, bedrockApiKey };
  await using standIns = await startStandIns(options, chosen);
  if (signals.stop.aborted) return 0;
  const gatewayEnv = environmentFor(env, chosen, (name) => standIns.listeners.get(name)?.url ?? '');
  await using undo = new AsyncDisposableStack();
  const gateway = new GatewayProcess(settings.gatewayScript, gatewayEnv, settings.timeouts);
  signals.stop.addEventListener('abort', () => void gateway.stop());
  signals.hurry.addEventListener('abort', () => gateway.kill());
  const failure = await introduce({ gateway, gatewayEnv, standIns, undo }, settings).catch((error: unknown) => error);
  if (failure !== undefined && !signals.stop.aborted) {
    // Ended by itself: its own code and its own words say why. Otherwise it is still there, and useless.
    const exitCode = await Promise.race([gateway.exited, Promise.resolve(undefined)]);
    if (exitCode !== undefined) return exitCode;
    await gateway.stop();
    throw failure;
  }
  const exitCode = await gateway.exited;
  return signals.stop.aborted ? 0 : exitCode;
}

interface Launched {
  readonly gateway: GatewayProcess;
  readonly gatewayEnv: Environment;
  readonly standIns: StandIns;
  readonly undo: AsyncDisposableStack;
}

async function introduce(
  { gateway, gatewayEnv, standIns: { listeners }, undo }: Launched,
  { folder, tokenScript, write, signals }: LaunchSettings,
): Promise<void> {
  const gatewayUrl = await gateway.listening();
  const token = await obtainToken(tokenScript, gatewayEnv, signals.stop);
  const switchboardUrl = listeners.get('switchboard')?.url ?? '';
  const running = { pid: process.pid, gatewayUrl, switchboardUrl, variables: variablesToTell(gatewayEnv) };
  undo.defer(await writeRunning(folder, running));
  const foreignKey = !listeners.has('secretsManager') && (listeners.has('internet') || listeners.has('vpn'));
  const notes = foreignKey
    ? ['the embedded Bedrock accepts the key in SANDBOX_BEDROCK_API_KEY; put the same key into your secret']
    : [];
  const showsConsole = gatewayEnv['GATEWAY_CONSOLE'] === 'true';
  const showsRecords = listeners.has('dynamodb');
  write(renderBanner({ gatewayUrl, switchboardUrl, token, showsConsole, showsRecords, notes }));
}
