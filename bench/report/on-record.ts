import type { Results } from './write-results.ts';
import { toMarkdown } from './to-markdown.ts';

/** The run that `docs/performance.md` is about. */
export const RESULTS_ON_RECORD = new URL('../results/latest.json', import.meta.url);

/** A run as it was written down. */
export type ResultsOnRecord = Omit<Results, 'measuredAt'> & { readonly measuredAt: string };

/** The formatter of the repository would line the cells up. */
const [BEGIN, END] = ['<!-- prettier-ignore-start -->\n\n', '\n<!-- prettier-ignore-end -->'];

/** The table of a run, with what it was measured on above it. */
export function tableOf({ measuredAt, machine, quantities }: ResultsOnRecord): string {
  const { node, cpus, cpu, loadBefore } = machine;
  const where = `Node ${node}, ${cpus} CPUs (${cpu}), load before ${loadBefore.toFixed(2)}`;
  return `Measured ${measuredAt.slice(0, 10)}: ${where}.\n\n${toMarkdown(quantities)}`;
}

/** The same document with another table. @throws {TypeError} if there is no place for one */
export function putTable(document: string, table: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from === -1 || to < from) throw new TypeError('The document has no place for a table');
  return `${document.slice(0, from + BEGIN.length)}${table}${document.slice(to)}`;
}
