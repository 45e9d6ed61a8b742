import type { TokenKey } from './token-keys.js';

/**
 * What was read, with the objects of before for the keys of before, and the list of before if nothing has changed: who
 * holds on to a key or a list sees by identity whether it still counts.
 */
export function adoptKeys(before: readonly TokenKey[], read: readonly TokenKey[]): readonly TokenKey[] {
  const adopted = read.map((key) => before.find((known) => isSameKey(known, key)) ?? key);
  const isUnchanged = adopted.length === before.length && adopted.every((key, index) => key === before[index]);
  return isUnchanged ? before : adopted;
}

function isSameKey(one: TokenKey, other: TokenKey): boolean {
  return (
    one.fingerprint === other.fingerprint &&
    one.algorithm === other.algorithm &&
    one.keyId === other.keyId &&
    one.retiresAtEpochMs === other.retiresAtEpochMs
  );
}
