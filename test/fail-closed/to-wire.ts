import { HAIKU } from '../support/native-calls.js';
import { HELLO } from '../support/models.js';
import type { WireRequest } from '../support/wire-client.js';
import type { Ask, Spelled } from './ask.js';

/** Words in a body that look like headers and claims: nobody may take them for such. */
const LOOKALIKES = {
  'X-Data-Classification': 'public',
  'x-routing-method': 'internet',
  routes: ['internet'],
  classifications: ['public'],
};

/** Writes a request, with its mark where its data is: in the body, or in the path where there is none. */
export function toWire(ask: Ask, token: string, mark: string): WireRequest {
  const { method = 'POST', path, body = '' } = whatIsAsked(ask, mark);
  const headers: [string, string][] = [
    ['host', 'gateway'],
    ['authorization', `Bearer ${token}`],
    ['content-type', 'application/json'],
    ...spell('X-Data-Classification', ask.dataClass, 'public'),
    ...spell('X-Routing-Method', ask.method, 'internet'),
    ...spell('X-Routing-Fallback', ask.fallback, 'allow'),
    ...header('X-Request-Timeout-Ms', ask.timeoutMs),
  ];
  return { method, path: `${ask.prefix}${path}`, headers, body };
}

type Asked = { readonly method?: 'GET'; readonly path: string; readonly body?: string };

function whatIsAsked({ operation, looksLikeHeaders }: Ask, mark: string): Asked {
  const more = looksLikeHeaders ? LOOKALIKES : {};
  const claude = { ...claudeBody(mark), ...more };
  const nova = { ...novaBody(mark), ...more };
  const native = (suffix: string, body: object): Asked => ({
    path: `/model/${encodeURIComponent(HAIKU)}/${suffix}`,
    body: JSON.stringify(body),
  });
  switch (operation) {
    case 'seed':
      return { path: '/bedrock/invoke', body: JSON.stringify({ modelId: HELLO.modelId, body: claude }) };
    case 'seed-of-a-bare-id':
      return { path: '/bedrock/invoke-model', body: JSON.stringify({ modelId: BARE_ID, body: nova }) };
    case 'seed-stream':
      return {
        path: '/bedrock/invoke-stream',
        body: JSON.stringify({ modelId: HELLO.modelId, body: JSON.stringify(claude) }),
      };
    case 'invoke':
      return native('invoke', claude);
    case 'invoke-stream':
      return native('invoke-with-response-stream', claude);
    case 'converse':
      return native('converse', nova);
    case 'converse-stream':
      return native('converse-stream', nova);
    case 'count-tokens':
      return native('count-tokens', { input: { converse: nova } });
    case 'apply-guardrail':
      return {
        path: '/guardrail/abcdefghijkl/version/DRAFT/apply',
        body: JSON.stringify({ source: 'INPUT', content: [{ text: { text: mark } }] }),
      };
    case 'seed-model':
      return { method: 'GET', path: `/bedrock/models/${mark}` };
    case 'list-models':
      return { method: 'GET', path: `/foundation-models?byProvider=${mark}` };
    case 'get-model':
      return { method: 'GET', path: `/foundation-models/${mark}` };
    case 'get-profile':
      return { method: 'GET', path: `/inference-profiles/${mark}` };
  }
}

/** Bedrock runs it by a profile only: it is asked what there is, and then the request is sent once more. */
const BARE_ID = 'amazon.nova-premier-v1:0';

const messages = (mark: string) => [{ role: 'user', content: [{ type: 'text', text: mark }] }];
const claudeBody = (mark: string) => ({
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 16,
  messages: messages(mark),
});
const novaBody = (mark: string) => ({ messages: [{ role: 'user', content: [{ text: mark }] }] });

function spell(name: string, spelled: Spelled | undefined, other: string): [string, string][] {
  if (spelled === undefined) return [];
  const { value, spelling, shouted } = spelled;
  const values: Readonly<Record<Spelled['spelling'], readonly string[]>> = {
    plain: [value],
    padded: [` \t${value} `],
    twice: [value, value],
    'twice-different': [value, other],
    listed: [`${value}, ${other}`],
    quoted: [`"${value}"`],
    empty: [''],
  };
  return values[spelling].map((text) => [shouted ? name.toUpperCase() : name, text]);
}

function header(name: string, value: number | undefined): [string, string][] {
  return value === undefined ? [] : [[name, String(value)]];
}
