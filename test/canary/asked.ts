import { randomUUID } from 'node:crypto';
import type { Canaries } from './canaries.js';

/** What of a request can be wrong. */
export interface AskedInit {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request with a text of its own in every place that it has. */
export interface Asked {
  readonly path: string;
  readonly init: AskedInit;
  /** Claims of its token, beside those that grant. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What an answer may quote to whoever asked: names of parameters that nobody knows, where the contract says so. */
  readonly quoted: readonly string[];
  /** Texts that the record keeps by contract, and of which the answer may have the first. */
  readonly recorded: readonly [clientRequestId: string, ...others: string[]];
}

/** One kind of request. */
export interface Kind {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isStreamed?: true;
  /** Makes the body around a prompt; none: a GET. */
  readonly body?: (prompt: string) => object;
}

const MODEL = 'anthropic.claude-3-haiku-20240307-v1%3A0';
const MODEL_ID = decodeURIComponent(MODEL);
const claude = (prompt: string): object => ({
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 8,
  system: prompt,
  messages: [{ role: 'user', content: prompt }],
});
const converse = (prompt: string): object => ({
  messages: [{ role: 'user', content: [{ text: prompt }] }],
  requestMetadata: { note: prompt },
});
const envelope = (prompt: string): object => ({ modelId: MODEL_ID, body: claude(prompt) });

/** Every way to ask, seed paths and Bedrock's own. */
export const KINDS: Readonly<Record<string, Kind>> = {
  invoke: { path: '/bedrock/invoke', body: envelope },
  'invoke by the VPN': { path: '/v1/vpn/bedrock/invoke-model', body: envelope },
  'a stream of events': { path: '/bedrock/invoke-stream', isStreamed: true, body: envelope },
  'a stream of frames': {
    path: '/internet/bedrock/invoke-stream',
    isStreamed: true,
    headers: { accept: 'application/vnd.amazon.eventstream' },
    body: envelope,
  },
  models: { path: '/bedrock/models' },
  'a model': { path: `/bedrock/models/${MODEL}` },
  'native invoke': { path: `/model/${MODEL}/invoke`, body: claude },
  'native stream': { path: `/model/${MODEL}/invoke-with-response-stream`, isStreamed: true, body: claude },
  converse: { path: `/vpn/model/${MODEL}/converse`, body: converse },
  'converse stream': { path: `/model/${MODEL}/converse-stream`, isStreamed: true, body: converse },
  'count tokens': {
    path: `/model/${MODEL}/count-tokens`,
    body: (prompt) => ({ input: { converse: converse(prompt) } }),
  },
  guardrail: {
    path: '/guardrail/gr1/version/1/apply',
    body: (text) => ({ source: 'INPUT', content: [{ text: { text } }] }),
  },
  'foundation models': { path: '/foundation-models' },
  profiles: { path: '/inference-profiles' },
  status: { path: '/status' },
  ready: { path: '/health/ready' },
};

/** The kinds of requests that an answer fits. */
export function kindsFor(answer: 'whole' | 'streamed' | 'any'): readonly Kind[] {
  return Object.values(KINDS).filter(
    ({ isStreamed }) => answer === 'any' || (isStreamed === true) === (answer === 'streamed'),
  );
}

/** Makes a request of a kind, with fresh canaries. */
export function ask({ path, headers = {}, body }: Kind, canaries: Canaries): Asked {
  const place = (name: string): string => canaries.plant(`${name} of ${path}`);
  const recorded = [place('x-request-id'), place('sub'), place('tenant'), place('jti')] as const;
  const [clientRequestId, sub, tenant, jti] = recorded;
  const parameter = place('the name of a parameter');
  return {
    path: `${path}?access_token=${place('the query')}&${parameter}=1`,
    init: {
      ...(body && { method: 'POST', body: JSON.stringify(body(place('the prompt'))) }),
      headers: {
        'content-type': 'application/json',
        'x-request-id': clientRequestId,
        'user-agent': place('user-agent'),
        cookie: `session=${place('cookie')}`,
        referer: `https://${place('referer')}.example/`,
        origin: `https://${place('origin')}.example`,
        forwarded: `for=${place('forwarded')}`,
        'x-forwarded-for': place('x-forwarded-for'),
        'x-amzn-trace-id': place('x-amzn-trace-id'),
        'x-api-key': place('x-api-key'),
        'x-amz-security-token': place('x-amz-security-token'),
        [place('the name of a header')]: '1',
        ...headers,
      },
    },
    claims: { sub, tenant, jti, email: place('a claim'), [place('the name of a claim')]: randomUUID() },
    recorded,
    quoted: path.endsWith('/bedrock/models') ? [parameter] : [],
  };
}
