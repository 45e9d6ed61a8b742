import { runsOf } from '../../support/proof.js';

/** How long to soak, in minutes; set by `npm run soak -- --minutes 30`. */
export const SOAK_MINUTES_VARIABLE = 'TEST_SOAK_MINUTES';

/** As long as the environment says, or as long as a proof or a sample takes. A run always meets every weather once. */
export function soakMinutes(): number {
  const asked = process.env[SOAK_MINUTES_VARIABLE];
  return asked === undefined ? runsOf({ sample: 0, full: 2 }) : Number(asked);
}
