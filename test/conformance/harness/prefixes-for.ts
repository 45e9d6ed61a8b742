import { deployedMode } from '../../lambda/deployed/deployed-mode.js';
import { isFullProof, seedOf } from '../../support/proof.js';
import { ROUTE_PREFIXES, type RoutePrefix } from '../matrix/tally.js';
import type { ConformanceCase, ConformanceClient } from './conformance-client.js';

/** Which case takes which path in a sample. */
export const SAMPLE_SEED = seedOf(20261124);

/**
 * The paths of the gateway that a case takes in this run: in `npm test` one of them, the next case the next one; every
 * one of them in `npm run conformance`, and through the deployed shape.
 */
export function prefixesFor(theCase: ConformanceCase, { cases }: ConformanceClient): readonly RoutePrefix[] {
  if (isFullProof() || deployedMode() !== undefined) return ROUTE_PREFIXES;
  const turn = (cases.indexOf(theCase) + SAMPLE_SEED) % ROUTE_PREFIXES.length;
  return ROUTE_PREFIXES.slice(turn, turn + 1);
}
