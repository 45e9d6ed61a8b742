import { ROUTES } from '@app/routing';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import type { GatewayConfig } from '../../config/gateway-config.js';
import type { Run } from '../verb.js';
import { checkAlive, checkStatus, checkToken } from './check-gateway.js';
import { checkNetwork, type Destination } from './check-network.js';
import { checkConfiguration, checkNode, checkPartition, readConfiguration } from './check-prerequisites.js';
import { checkRoute } from './check-route.js';
import { checkAuditStore, checkBedrockSecret, checkTokenSecret } from './check-stores.js';
import { skipped, type Check } from './finding.js';

/** What the doctor is told. */
export interface DoctorOptions {
  readonly model?: string;
  readonly slowAfter?: number;
  readonly timeout?: number;
}

/** For four tokens: what hangs for longer is a fault. */
const TRIAL_TIMEOUT_MS = 20_000;

/**
 * Everything that is looked at, in the order in which causes come before their effects: so the first failure names the
 * cause, and what follows are its effects.
 */
export function planChecks({ settings, gateway, around, options }: Run<DoctorOptions>): readonly Check[] {
  const read = readConfiguration(around.env);
  const config = read instanceof GatewayConfigError ? undefined : read;
  const slowAfterMs = options.slowAfter ?? settings.slowAfterMs;
  const { model = settings.model, timeout: timeoutMs = TRIAL_TIMEOUT_MS } = options;
  const alive = onceOnly(checkAlive(gateway));
  const token = onceOnly(checkToken(gateway));
  return [
    checkNode(process.version),
    checkConfiguration(around.env),
    checkPartition(settings, config),
    checkNetwork({ name: 'gateway', url: gateway.url, next: 'npm start, or check --url or CTL_GATEWAY_URL' }),
    ...(config === undefined ? [] : destinationsOf(config, around.env, settings.knowsAws).map(checkNetwork)),
    ...(config === undefined || !settings.knowsAws ? [] : storeChecks(config, around, slowAfterMs)),
    token,
    alive,
    needing([alive, token], checkStatus(gateway)),
    ...ROUTES.map((route) => needing([alive, token], checkRoute(gateway, route, { model, slowAfterMs, timeoutMs }))),
  ];
}

function storeChecks(
  config: GatewayConfig,
  around: Run<DoctorOptions>['around'],
  slowAfterMs: number,
): readonly Check[] {
  const webIdentity = config.bedrock.webIdentity !== undefined;
  return [
    checkTokenSecret(config, around, slowAfterMs),
    // With a web identity nobody reads it.
    ...(webIdentity ? [] : [checkBedrockSecret(config, around, slowAfterMs)]),
    checkAuditStore(config, slowAfterMs),
  ];
}

/** What the configuration names; the regional defaults only where there are credentials to use them with. */
function destinationsOf(
  { routes, bedrock }: GatewayConfig,
  env: NodeJS.ProcessEnv,
  knowsAws: boolean,
): readonly Destination[] {
  const region = env['AWS_REGION'];
  const fallback = (service: string, own: string): string | undefined =>
    env[own] ??
    env['AWS_ENDPOINT_URL'] ??
    (knowsAws && region ? `https://${service}.${region}.amazonaws.com` : undefined);
  const internet = routes.internet.runtimeEndpoint ?? (knowsAws ? `https://bedrock-runtime.${bedrock.region ?? 'us-east-1'}.amazonaws.com` : undefined); // prettier-ignore
  const all = [
    ['secrets manager', fallback('secretsmanager', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'), 'check AWS_ENDPOINT_URL_SECRETS_MANAGER and its VPC endpoint'], // prettier-ignore
    ['dynamodb', fallback('dynamodb', 'AWS_ENDPOINT_URL_DYNAMODB'), 'docs/operations.md#audit-store-down'],
    ['internet route', internet, 'check the way out, and GATEWAY_INTERNET_ENDPOINT'],
    ['vpn route', routes.vpn.runtimeEndpoint, 'docs/operations.md#tunnel-down'],
  ] as const;
  return all.flatMap(([name, url, next]) => (url === undefined || url === '' ? [] : [{ name, url, next }]));
}

/** One run, however many ask. */
function onceOnly({ name, run }: Check): Check {
  let findings: ReturnType<Check['run']> | undefined;
  return { name, run: () => (findings ??= run()) };
}

/** A check that makes sense only after others: skipped where one of them failed. */
function needing(others: readonly Check[], { name, run }: Check): Check {
  return {
    name,
    run: async () => {
      for (const other of others) {
        if ((await other.run()).some(({ state }) => state === 'failed')) return skipped(`needs "${other.name}"`);
      }
      return await run();
    },
  };
}
