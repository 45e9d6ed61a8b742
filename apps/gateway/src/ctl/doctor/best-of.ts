const MOST_TRIES = 3;

/**
 * Times something, up to three times, until it is fast once: a pause of this machine is no slowness of the other. What
 * it fails with comes through.
 *
 * @returns the shortest time, in milliseconds.
 */
export async function bestOf(tryOnce: () => Promise<unknown>, fastMs: number): Promise<number> {
  let bestMs = Infinity;
  for (let tries = 0; tries < MOST_TRIES && bestMs > fastMs; tries += 1) {
    const startedAtMs = performance.now();
    const measuredMs = await tryOnce();
    const tookMs = typeof measuredMs === 'number' ? measuredMs : performance.now() - startedAtMs;
    bestMs = Math.min(bestMs, Math.round(tookMs));
  }
  return bestMs;
}
