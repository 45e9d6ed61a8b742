import type { Cell } from './cells.js';

/** What the caller gets to hear, in the order in which it is decided. */
export type Verdict =
  | 'allowed'
  | 'The token does not grant this'
  | 'The token does not grant this data class'
  | 'This route may not be taken'
  | 'The token does not grant this model';

/** Which way each class may take, as `docs/configuration.md` has it where nothing is configured. */
const WAYS = { public: ['internet', 'vpn'], internal: ['internet', 'vpn'], cui: ['vpn'] } as const;

/** The routes that a prefix asks for. */
const ASKED = { '': ['internet', 'vpn'], '/internet': ['internet'], '/vpn': ['vpn'] } as const;

/** The table of the API contract, by hand. Tenants appear nowhere in it: they are recorded and grant nothing. */
export function verdictOn(cell: Cell): Verdict {
  const { operation, permissions, routes, classifications, dataClass } = cell;
  if (permissions === 'none' || permissions === 'others') return 'The token does not grant this';
  if (!operation.isSent) return 'allowed';
  if (!classifications.includes(dataClass)) return 'The token does not grant this data class';
  const ways = ASKED[cell.prefix].filter((route) => routes.includes(route) && isWayOf(dataClass, route));
  if (ways.length === 0) return 'This route may not be taken';
  return !operation.hasModel || grantsTheModel(cell) ? 'allowed' : 'The token does not grant this model';
}

function isWayOf(dataClass: keyof typeof WAYS, route: 'internet' | 'vpn'): boolean {
  const ways: readonly string[] = WAYS[dataClass];
  return ways.includes(route);
}

/** The model is one of Anthropic's: the lists that grant it name it, or that vendor. */
function grantsTheModel({ models }: Cell): boolean {
  return models.some((glob) => glob.startsWith('anthropic.'));
}
