import { createHash } from 'node:crypto';

/** Numbers that fit in one SHA-256. */
const perHash = 8;

/**
 * A unit vector that belongs to a text: the same text gives the same vector, another text another one.
 * It carries no meaning; near texts are not near each other.
 * @param dimensions a multiple of eight
 */
export function vectorFromText(text: string, dimensions: number): readonly number[] {
  const seed = createHash('sha256').update(text).digest();
  const raw = Array.from({ length: dimensions / perHash }, (_, block) => coordinates(seed, block)).flat();
  const length = Math.hypot(...raw);
  return raw.map((value) => Number((value / length).toFixed(8)));
}

/** Eight numbers between -1 and 1, from a hash of the seed and the place. */
function coordinates(seed: Buffer, block: number): readonly number[] {
  const hash = createHash('sha256').update(seed).update(String(block)).digest();
  return Array.from({ length: perHash }, (_, index) => hash.readInt32BE(4 * index) / 2 ** 31);
}
