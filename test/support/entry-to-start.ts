import { pathOfBundle, pathOfEntry, type Bundled } from './bundled.js';
import { isFullProof } from './proof.js';

/** What proofs start: the entry itself at full count, and its bundle for samples. */
export function entryToStart(name: Bundled): string {
  return isFullProof() ? pathOfEntry(name) : pathOfBundle(name);
}
