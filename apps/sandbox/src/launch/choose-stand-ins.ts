import { standInNames } from '../sandbox.options.js';
import type { StandInName } from '../sandbox.options.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables each of which says that the real thing, or another stand-in, is used. */
const replacedBy: Readonly<Record<StandInName, readonly string[]>> = {
  secretsManager: ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'GATEWAY_TOKEN_SECRET_ID'],
  dynamodb: ['AWS_ENDPOINT_URL_DYNAMODB'],
  internet: ['GATEWAY_INTERNET_ENDPOINT'],
  vpn: ['GATEWAY_VPN_ENDPOINT'],
};

/** The variables by which the gateway finds each stand-in. */
const foundBy: Readonly<Record<StandInName, readonly string[]>> = {
  secretsManager: ['AWS_ENDPOINT_URL_SECRETS_MANAGER'],
  dynamodb: ['AWS_ENDPOINT_URL_DYNAMODB'],
  internet: ['GATEWAY_INTERNET_ENDPOINT', 'GATEWAY_INTERNET_CONTROL_ENDPOINT'],
  vpn: ['GATEWAY_VPN_ENDPOINT', 'GATEWAY_VPN_CONTROL_ENDPOINT'],
};

/** What an SDK needs to sign requests that nobody verifies. */
export const dummyCredentials: Environment = {
  AWS_ACCESS_KEY_ID: 'AKIASANDBOXSANDBOX00',
  AWS_SECRET_ACCESS_KEY: 'sandbox-only-opens-nothing',
};

/** What an embedded database is good for: the gateway makes its tables, also those that are off elsewhere. */
const tablesOfStandIn: Environment = {
  GATEWAY_AUDIT_CREATE_TABLE: 'true',
  GATEWAY_TRAFFIC_TABLE: 'cross-partition-traffic',
  GATEWAY_USAGE_TABLE: 'cross-partition-usage',
};

/** The stand-ins for whatever the environment does not configure. An empty variable is as good as none. */
export function chooseStandIns(env: Environment): ReadonlySet<StandInName> {
  return new Set(standInNames.filter((name) => !replacedBy[name].some((variable) => isSet(env, variable))));
}

/** The environment for a program that is to use the chosen stand-ins. What the user set stays as it is. */
export function environmentFor(
  env: Environment,
  chosen: ReadonlySet<StandInName>,
  urlOf: (name: StandInName) => string,
): Environment {
  const endpoints = [...chosen].flatMap((name) => foundBy[name].map((variable) => [variable, urlOf(name)] as const));
  const defaults = {
    AWS_REGION: 'us-gov-west-1',
    GATEWAY_CONSOLE: 'true',
    ...Object.fromEntries(endpoints),
    ...(chosen.has('dynamodb') ? tablesOfStandIn : {}),
    ...(needsDummyCredentials(env, chosen) ? dummyCredentials : {}),
  };
  return { ...env, ...Object.fromEntries(Object.entries(defaults).filter(([variable]) => !isSet(env, variable))) };
}

/** Real services get real credentials or none, never dummies that would hide what is missing. */
function needsDummyCredentials(env: Environment, chosen: ReadonlySet<StandInName>): boolean {
  const embedded = chosen.has('secretsManager') && chosen.has('dynamodb');
  return embedded && !isSet(env, 'AWS_ACCESS_KEY_ID') && !isSet(env, 'AWS_PROFILE');
}

/** Whether a variable has a value; an empty one is as good as none. */
export function isSet(env: Environment, variable: string): boolean {
  return (env[variable] ?? '') !== '';
}
