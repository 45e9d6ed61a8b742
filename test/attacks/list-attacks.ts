import type { Attack } from './attack.js';
import type { AttackKit } from './attack-kit.js';
import { algorithms } from './families/algorithms.js';
import { claims } from './families/claims.js';
import { headers } from './families/headers.js';
import { keys } from './families/keys.js';
import { shapes } from './families/shapes.js';

/** Every attack on tokens that the gateway is known to withstand, made anew for a kit. */
export function listAttacks(kit: AttackKit): readonly Attack[] {
  return [algorithms, keys, headers, shapes, claims].flatMap((family) => family(kit));
}
