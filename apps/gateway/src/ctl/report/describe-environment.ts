/** A variable as a report shows it: whether it is set, and its value where that cannot be secret. */
export type ShownVariable = 'set' | { readonly value: string };

/** Names that may be told at all; others of the shell are nobody's business. */
const TOLD = /^(?:GATEWAY|CTL|AWS|PORT|HOST)(?:_[A-Z0-9]{1,40}){0,8}$/;

/** Switches, numbers and words of closed lists. Names of secrets and tables, and addresses, stay here. */
const SHOWN: ReadonlySet<string> = new Set([
  'AWS_REGION',
  'CTL_MODEL',
  'CTL_SLOW_AFTER_MS',
  'GATEWAY_ATTACHMENT',
  'GATEWAY_AUDIT_MODE',
  'GATEWAY_AUDIT_TTL_DAYS',
  'GATEWAY_BEDROCK_REGION',
  'GATEWAY_CONSOLE',
  'GATEWAY_DOCS',
  'GATEWAY_DRAIN_TIMEOUT_MS',
  'GATEWAY_MAX_BODY_BYTES',
  'GATEWAY_MAX_CONNECTIONS',
  'GATEWAY_MAX_IN_FLIGHT',
  'GATEWAY_MAX_OUTPUT_TOKENS',
  'GATEWAY_REQUEST_TIMEOUT_MS',
  'GATEWAY_ROUTE_ORDER',
  'GATEWAY_TOKEN_MAX_LIFETIME_S',
  'GATEWAY_USE_FIPS_ENDPOINTS',
  'GATEWAY_VPN_FALLBACK',
  'PORT',
]);

/** What such a value looks like: a token or key that was put into the wrong variable does not. */
const HARMLESS_VALUE = /^(?:\d{1,9}|[a-z][a-z0-9,.:-]{0,59})$/;

/** The environment without secrets: names by a pattern, values by an allow-list. */
export function describeEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, ShownVariable>> {
  const told = Object.entries(env).filter(([name, value]) => TOLD.test(name) && value !== undefined && value !== '');
  return Object.fromEntries(
    told.map(([name, value = '']) => [name, shownAs(name, value)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function shownAs(name: string, value: string): ShownVariable {
  return SHOWN.has(name) && HARMLESS_VALUE.test(value) ? { value } : 'set';
}
