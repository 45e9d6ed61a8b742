/** Lower-case names; Node joins repeated headers, but for a few that are on no list here. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const BEDROCK_PREFIX = 'x-amzn-bedrock-';
const SENT = new Set(['content-type', 'accept']);
const PASSED_ON = new Set(['content-type', 'content-length', 'x-amzn-requestid', 'x-amzn-errortype', 'retry-after']);

/** The request headers that go to Bedrock: content negotiation and `x-amzn-bedrock-*`; all others are left out. */
export function pickRequestHeaders(headers: Headers): Record<string, string> {
  return pick(headers, SENT);
}

/** The answer headers that are handed on. An allow-list, so hop-by-hop headers and cookies stay behind. */
export function pickAnswerHeaders(headers: Headers): Record<string, string> {
  return pick(headers, PASSED_ON);
}

function pick(headers: Headers, allowed: ReadonlySet<string>): Record<string, string> {
  const nominated = connectionOptions(headers['connection']);
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const isAllowed = (allowed.has(name) || name.startsWith(BEDROCK_PREFIX)) && !nominated.has(name);
    if (isAllowed && typeof value === 'string') picked[name] = value;
  }
  return picked;
}

/** The fields that are for this connection alone. Source: RFC 9110, section 7.6.1. */
function connectionOptions(value: string | readonly string[] | undefined): ReadonlySet<string> {
  return new Set(typeof value === 'string' ? value.toLowerCase().split(/[\s,]+/) : []);
}
