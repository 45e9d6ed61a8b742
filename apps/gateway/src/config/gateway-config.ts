import { readAudit, readRevocationTable, type AuditConfig } from './audit-config.js';
import { readBedrock, type BedrockConfig } from './bedrock-config.js';
import { readCtl, type CtlConfig } from './ctl-config.js';
import { readCorsOrigins } from './cors-config.js';
import { readDataClasses, type DataClasses } from './data-classes-config.js';
import { freezeDeeply } from './freeze-deeply.js';
import { GatewayConfigError } from './gateway-config.error.js';
import { readWebIdentity } from './identity-config.js';
import { readMetrics, type MetricsConfig } from './metrics-config.js';
import { parseEndpoint } from './parse-endpoint.js';
import { flag } from './parse-value.js';
import { refuseWeakTls } from './refuse-weak-tls.js';
import { readRotation, type RotationSettings } from './rotation-config.js';
import { readAttachment, readRoutes, type Attachment, type RoutesConfig } from './routes-config.js';
import { readLimits, readListen, type LimitsConfig, type ListenConfig } from './serving-config.js';
import { readTokens, type TokensConfig } from './tokens-config.js';
import { readTrafficTable } from './traffic-config.js';
import { readUsage, type UsageConfig } from './usage-config.js';
import { VariableReader } from './variable-reader.js';
import { VERSION } from './version.js';

/**
 * Everything that can be set about a gateway: one slice per consumer, deeply frozen. An abstract class, so that it is
 * its own injection token; `loadGatewayConfig` makes the one object of it.
 *
 * @example
 * constructor(private readonly config: GatewayConfig) {}
 */
export abstract class GatewayConfig {
  abstract readonly listen: ListenConfig;
  abstract readonly attachment: Attachment;
  abstract readonly routes: RoutesConfig;
  abstract readonly dataClasses: DataClasses;
  /** Class of a request that names none and whose token does not settle it; always one of `dataClasses`. */
  abstract readonly defaultClass: string;
  abstract readonly bedrock: BedrockConfig;
  abstract readonly tokens: TokensConfig;
  abstract readonly audit: AuditConfig;
  /** Table of revoked tokens, in the database of the audit; undefined: none is ever revoked. */
  abstract readonly revocationTable: string | undefined;
  abstract readonly usage: UsageConfig;
  /** Table of the operator's split of `auto`; undefined: the configured order stands. */
  abstract readonly trafficTable: string | undefined;
  abstract readonly limits: LimitsConfig;
  abstract readonly metrics: MetricsConfig;
  /** Serve `/docs` and `/openapi.json`. */
  abstract readonly docs: boolean;
  /** Serve the operator's page at `/console`, and what it lives on. */
  abstract readonly console: boolean;
  /** Web pages whose scripts may read answers; each is an exact origin. None: no headers of CORS at all. */
  abstract readonly corsOrigins: readonly string[];
  /** Region that this process is in, as the SDK is told it, e.g. `us-gov-west-1`; undefined where nobody says. */
  abstract readonly region: string | undefined;
  /** Version of the gateway, e.g. `0.1.0`. */
  abstract readonly version: string;
}

/** Everything that can be set about the Lambda authorizer: of the gateway's configuration, what concerns tokens. */
export type AuthorizerConfig = Pick<GatewayConfig, 'tokens'>;

/** Everything that can be set about the replay of audit records: of the gateway's configuration, what concerns them. */
export type ReplayConfig = Pick<GatewayConfig, 'audit' | 'usage' | 'version'>;

/** Everything that can be set about the rotation of secrets: it tries new ones as the gateway will use them. */
export type RotationConfig = Readonly<Pick<GatewayConfig, keyof GatewayConfig>> & {
  readonly rotation: RotationSettings;
};

/** Addresses of AWS that the SDK reads for itself; looked at here because plain HTTP must not leave the machine. */
const SDK_ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_KMS',
  'AWS_ENDPOINT_URL_LAMBDA',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_ENDPOINT_URL_STS',
] as const;

/** What is no such name is shown to nobody; what it leads to is between the SDK and whoever set it. */
const REGION_NAME = /^[a-z]{2}(?:-[a-z]{2,16}){1,2}-\d{1,2}$/;

/**
 * Reads the environment, once, before anything else starts. This file is the only place that does.
 *
 * @throws {GatewayConfigError} naming every variable that is wrong, or not known although it starts with `GATEWAY_`.
 */
export function loadGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const variables = new VariableReader(env);
  return freezeIfValid(readGateway(variables), variables);
}

/**
 * Reads the environment of those who rotate secrets: the gateway's own, and what concerns rotation alone.
 *
 * @throws {GatewayConfigError} as `loadGatewayConfig`.
 */
export function loadRotationConfig(env: NodeJS.ProcessEnv = process.env): RotationConfig {
  const variables = new VariableReader(env, 'the rotation');
  const gateway = readGateway(variables);
  return freezeIfValid({ ...gateway, rotation: readRotation(variables) }, variables);
}

/**
 * Reads the gateway's environment in the shell of an operator, who may have the variables of the rotation there, too.
 *
 * @throws {GatewayConfigError} as `loadGatewayConfig`.
 */
export function loadOperatorConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  return loadGatewayConfig(
    Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GATEWAY_ROTATION_'))),
  );
}

function readGateway(variables: VariableReader): Readonly<Pick<GatewayConfig, keyof GatewayConfig>> {
  refuseForeignSettings(variables);
  const attachment = readAttachment(variables);
  const routes = readRoutes(variables);
  return {
    listen: readListen(variables),
    attachment,
    routes,
    ...readDataClasses(variables),
    bedrock: readBedrock(variables, readWebIdentity(variables, { attachment, routes })),
    tokens: readTokens(variables),
    ...readTables(variables),
    limits: readLimits(variables),
    metrics: readMetrics(variables),
    docs: variables.withDefault('GATEWAY_DOCS', flag, true),
    console: variables.withDefault('GATEWAY_CONSOLE', flag, false),
    corsOrigins: readCorsOrigins(variables),
    region: variables.ofSdk('AWS_REGION', (text) => (REGION_NAME.test(text) ? text : undefined)),
    version: VERSION,
  };
}

/** Each table has a policy of its own on who may do what: no two of them are one. */
function readTables(
  variables: VariableReader,
): Pick<GatewayConfig, 'audit' | 'revocationTable' | 'usage' | 'trafficTable'> {
  const audit = readAudit(variables);
  const revocationTable = readRevocationTable(variables);
  const usage = readUsage(variables, [audit.tableName, revocationTable]);
  const trafficTable = readTrafficTable(variables, [audit.tableName, revocationTable, usage.tableName]);
  return { audit, revocationTable, usage, trafficTable };
}

/**
 * Reads the environment of the Lambda authorizer, by the same readers. Variables of the gateway that it has no use for
 * are as unknown as misspelt ones: nothing is set that nobody reads.
 *
 * @throws {GatewayConfigError} as `loadGatewayConfig`.
 */
export function loadAuthorizerConfig(env: NodeJS.ProcessEnv = process.env): AuthorizerConfig {
  const variables = new VariableReader(env, 'the authorizer');
  checkSdkEndpoints(variables);
  return freezeIfValid({ tokens: readTokens(variables) }, variables);
}

/**
 * Reads the environment of the audit replay, in the same way.
 *
 * @throws {GatewayConfigError} as `loadGatewayConfig`.
 */
export function loadReplayConfig(env: NodeJS.ProcessEnv = process.env): ReplayConfig {
  const variables = new VariableReader(env, 'the replay');
  checkSdkEndpoints(variables);
  const audit = readAudit(variables);
  return freezeIfValid({ audit, usage: readUsage(variables, [audit.tableName]), version: VERSION }, variables);
}

/**
 * Checks what the SDK reads for itself, for commands that need nothing of the gateway's configuration: its variables may
 * be set or not.
 *
 * @throws {GatewayConfigError} as `loadGatewayConfig`.
 */
export function checkSdkEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('GATEWAY_'));
  const variables = new VariableReader(Object.fromEntries(others));
  checkSdkEndpoints(variables);
  freezeIfValid({}, variables);
}

/**
 * Reads the environment of the operator's command line: where the gateway is, and how to speak to it. What concerns the
 * gateway itself may be set or not, and is looked at by those commands that need it.
 *
 * @throws {GatewayConfigError} naming every `CTL_*` variable that is wrong or not known.
 */
export function loadCtlConfig(env: NodeJS.ProcessEnv = process.env): CtlConfig {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('GATEWAY_'));
  const variables = new VariableReader(Object.fromEntries(others), 'the command line', 'CTL_');
  return freezeIfValid(readCtl(variables), variables);
}

/** The environment of this process, for a command that hands it to several of the readers here. */
export function currentEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

function freezeIfValid<Config>(config: Config, variables: VariableReader): Config {
  refuseWeakTls(variables);
  const problems = variables.problems();
  if (problems.length > 0) throw new GatewayConfigError(problems);
  return freezeDeeply(config);
}

function checkSdkEndpoints(variables: VariableReader): void {
  for (const name of SDK_ENDPOINTS) variables.ofSdk(name, parseEndpoint);
}

/** Settings of the SDK that would go behind the gateway's back. */
function refuseForeignSettings(variables: VariableReader): void {
  checkSdkEndpoints(variables);
  const foreignKey = variables.ofSdk('AWS_BEARER_TOKEN_BEDROCK', () => true);
  // Every SDK would silently prefer it to the credentials in the secret.
  if (foreignKey) variables.report('AWS_BEARER_TOKEN_BEDROCK', 'must not be set: it would win over the secret');
}
