/** How long to soak, in minutes; set by `npm run soak -- --minutes 30`. */
export const SOAK_MINUTES_VARIABLE = 'TEST_SOAK_MINUTES';

/** As long as the environment says, or else as long as is given here. */
export function soakMinutes(otherwise: number): number {
  const asked = process.env[SOAK_MINUTES_VARIABLE];
  return asked === undefined ? otherwise : Number(asked);
}
