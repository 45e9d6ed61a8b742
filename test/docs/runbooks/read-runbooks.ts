import { readFileSync } from 'node:fs';
import { fragmentOf } from '../fragment-of.js';

/** The page for whoever is on duty. */
export const OPERATIONS = 'docs/operations.md';

/** A block of commands. */
export interface Block {
  readonly code: string;
  /** Whether it says that it needs a deployed stack. */
  readonly needsAccount: boolean;
  /** The output that the page shows right below it. */
  readonly prints?: string;
}

/** A section of the page. */
export interface Section {
  /** By which alarms and commands link to it. */
  readonly anchor: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const BLOCK = /^```(?:sh|bash)\n(?<code>[^]*?)^```\n(?:\n```text\n(?<prints>[^]*?)^```)?/gm;

/** Reads the page, section by section. */
export function readSections(): readonly Section[] {
  const [, ...sections] = readFileSync(OPERATIONS, 'utf8').split(/^## /m);
  return sections.map((text) => ({
    anchor: fragmentOf(text.slice(0, text.indexOf('\n'))),
    text,
    blocks: [...text.matchAll(BLOCK)].map(({ groups = {} }) => toBlock(groups)),
  }));
}

function toBlock({ code = '', prints }: Readonly<Record<string, string | undefined>>): Block {
  return { code, needsAccount: code.startsWith('# account\n'), ...(prints !== undefined && { prints: prints.trim() }) };
}
