import { CONVERSE, CONVERSE_STREAM, COUNT_TOKENS, HAIKU, INVOKE, INVOKE_STREAM } from '../support/native-calls.js';

const PERMISSIONS = [
  'bedrock:invoke',
  'bedrock:invoke-stream',
  'bedrock:list-models',
  'status:read',
  'audit:read',
  'console:read',
] as const;
type Permission = (typeof PERMISSIONS)[number];
type Route = 'internet' | 'vpn';
type DataClass = 'public' | 'internal' | 'cui';

/** A kind of request, and what the API contract says that it needs. */
export interface Operation {
  readonly name: string;
  readonly permission: Permission;
  /** Goes to Bedrock, so route and data class count. */
  readonly isSent: boolean;
  readonly hasModel: boolean;
  readonly path: string;
  /** Undefined for a GET. */
  readonly body?: string;
}

const envelope = JSON.stringify({
  modelId: HAIKU,
  body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 8, messages: [{ role: 'user', content: 'Hi' }] },
});
const sent = { isSent: true, hasModel: true } as const;
const ON_GUARDRAIL = {
  path: '/guardrail/abcdefghijkl/version/DRAFT/apply',
  body: '{"source":"INPUT","content":[{"text":{"text":"Hi"}}]}',
};

function native({ operation, permission, path, body = '' }: typeof INVOKE): Operation {
  return { name: operation, permission, ...sent, path, body };
}

export const OPERATIONS: readonly Operation[] = [
  { name: 'seed invoke', permission: 'bedrock:invoke', ...sent, path: '/bedrock/invoke', body: envelope },
  { name: 'seed stream', permission: 'bedrock:invoke-stream', ...sent, path: '/bedrock/invoke-stream', body: envelope },
  { name: 'seed list', permission: 'bedrock:list-models', ...sent, hasModel: false, path: '/bedrock/models' },
  ...[INVOKE, INVOKE_STREAM, CONVERSE, CONVERSE_STREAM, COUNT_TOKENS].map(native),
  { name: 'ApplyGuardrail', permission: 'bedrock:invoke', ...sent, hasModel: false, ...ON_GUARDRAIL },
  { name: 'list', permission: 'bedrock:list-models', ...sent, hasModel: false, path: '/foundation-models' },
  { name: 'status', permission: 'status:read', isSent: false, hasModel: false, path: '/status' },
];

/** One request of one caller. */
export interface Cell {
  readonly operation: Operation;
  /** None, the one that is needed, all but that, or all. */
  readonly permissions: 'none' | 'needed' | 'others' | 'all';
  readonly prefix: '' | '/internet' | '/vpn';
  readonly routes: readonly Route[];
  readonly models: readonly string[];
  readonly dataClass: DataClass;
  readonly classifications: readonly DataClass[];
  readonly tenant: string | undefined;
}

const DIMENSIONS: { readonly [Name in keyof Cell]: readonly Cell[Name][] } = {
  operation: OPERATIONS,
  permissions: ['none', 'needed', 'others', 'all'],
  prefix: ['', '/internet', '/vpn'],
  routes: [[], ['internet'], ['vpn'], ['internet', 'vpn']],
  models: [[], ['amazon.*'], [HAIKU], ['anthropic.*', 'amazon.*']],
  dataClass: ['public', 'cui'],
  classifications: [[], ['public'], ['cui'], ['public', 'internal', 'cui']],
  tenant: [undefined, 'acme'],
};

/** How many there are. */
export const CELL_COUNT = Object.values(DIMENSIONS).reduce((count, values) => count * values.length, 1);

/** The n-th of all combinations. */
export function cellAt(index: number): Cell {
  let rest = index;
  const chosen = Object.entries(DIMENSIONS).map(([name, values]) => {
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    return [name, value];
  });
  return Object.fromEntries(chosen) as Cell;
}

/** The permissions that a cell's token names. */
export function permissionsOf({ operation, permissions }: Cell): readonly Permission[] {
  if (permissions === 'none') return [];
  if (permissions === 'needed') return [operation.permission];
  return permissions === 'all' ? PERMISSIONS : PERMISSIONS.filter((one) => one !== operation.permission);
}
