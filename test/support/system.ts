import { setImmediate } from 'node:timers/promises';
import { AuditTrail } from '@app/audit';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { TokenGrant } from '../../apps/gateway/src/auth/issue-token.js';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { loadConsole } from '../../apps/gateway/src/console/load-console.js';
import { createApp } from '../../apps/gateway/src/create-app.js';
import { RequestsInFlight } from '../../apps/gateway/src/exchange/requests-in-flight.js';
import { acceptHttp2 } from '../../apps/gateway/src/listener/accept-http2.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../apps/sandbox/src/sandbox.js';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';
import { startDeployedSystem, type DeployedSystemOptions } from '../lambda/deployed/start-deployed-system.js';
import { tokenFor } from './tokens.js';
import { readAuditRecords, type StoredRecord } from './audit-records.js';

/** The whole system in this process: the gateway over real HTTP, and everything of AWS as stand-ins. */
export interface System extends AsyncDisposable {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly app: NestExpressApplication;
  /** Deployed only: ids that API Gateway gave to requests. Clients see them where they look for Bedrock's. */
  readonly outerRequestIds?: ReadonlySet<string>;
  /** A token that grants everything but for what is said otherwise. */
  token(grant?: Partial<TokenGrant>): Promise<string>;
  /** The audit records of the requests so far, once none is at work and none is being written any more. */
  records(): Promise<StoredRecord[]>;
  /** The same while requests are held on purpose: without those that are still at work. */
  recordsSoFar(): Promise<StoredRecord[]>;
  /** The one record of a request, by the id in its answer. */
  recordOf(response: Response): Promise<StoredRecord | undefined>;
}

/** What a test may want otherwise. */
export interface SystemOptions {
  /** `GATEWAY_*` variables; undefined unsets one that points to the sandbox. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly sandbox?: SandboxOptions;
  /** For runs through the deployed shape only. */
  readonly deployed?: DeployedSystemOptions;
}

/** Starts the system on free ports of the loopback address. */
export async function startSystem({ sandbox: options = {}, ...others }: SystemOptions = {}): Promise<System> {
  const sandbox = await startSandbox(options);
  const system = await startGateway(sandbox, others);
  const close = async (): Promise<void> => {
    await system[Symbol.asyncDispose]();
    await sandbox.close();
  };
  return { ...system, [Symbol.asyncDispose]: close };
}

/**
 * Starts one more gateway over a sandbox, which it leaves alone when it is disposed of: in this process, or deployed if
 * this run of the tests is for that.
 */
export function startGateway(sandbox: Sandbox, options: Omit<SystemOptions, 'sandbox'> = {}): Promise<System> {
  const { env = {}, deployed = {} } = options;
  const mode = deployedMode();
  return mode === undefined ? startInProcess(sandbox, env) : startDeployedSystem(sandbox, { ...deployed, mode, env });
}

async function startInProcess(sandbox: Sandbox, env: NonNullable<SystemOptions['env']>): Promise<System> {
  const variables = Object.entries({ ...environmentOf(sandbox), ...env });
  const environment = Object.fromEntries(variables.filter(([, value]) => value !== undefined));
  // The SDK clients of the stores read these for themselves.
  Object.assign(process.env, environment);
  const config = loadGatewayConfig({ ...environment, PORT: '0' });
  const app = await createApp(config, await loadConsole(config));
  acceptHttp2(app.getHttpServer());
  await app.listen(0, '127.0.0.1');
  const recordsSoFar = async (): Promise<StoredRecord[]> => {
    await app.get(AuditTrail, { strict: false }).settled(AbortSignal.timeout(10_000));
    return readAuditRecords(sandbox.urls.dynamodb, config.audit.tableName);
  };
  const records = async (): Promise<StoredRecord[]> => {
    await untilIdle(app);
    return recordsSoFar();
  };
  return {
    url: await app.getUrl(),
    sandbox,
    app,
    token: (grant = {}) => tokenFor(sandbox, grant),
    records,
    recordsSoFar,
    recordOf: async (response) => {
      const requestId = response.headers.get('x-request-id');
      return (await records()).find((record) => record['requestId'] === requestId);
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** A caller has its answer a moment before the gateway is done with the request, its record included. */
async function untilIdle(app: NestExpressApplication): Promise<void> {
  const requests = app.get(RequestsInFlight, { strict: false });
  while (requests.count > 0) await setImmediate();
}

/** The variables that point the gateway at a sandbox. */
export function environmentOf({ urls }: Sandbox): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'us-gov-west-1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    GATEWAY_AUDIT_CREATE_TABLE: 'true',
    GATEWAY_INTERNET_ENDPOINT: urls.internet,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: urls.internet,
    GATEWAY_VPN_ENDPOINT: urls.vpn,
    GATEWAY_VPN_CONTROL_ENDPOINT: urls.vpn,
  };
}
