import { readFileSync } from 'node:fs';

/** A block of code that readers are meant to run. */
export interface Snippet {
  /** The heading that it stands under. */
  readonly heading: string;
  readonly language: 'js' | 'python' | 'sh';
  readonly code: string;
  /** The output that the document shows right below it. */
  readonly prints?: string;
}

/** A row of a table: the text of each cell by the heading of its column. */
export type Row = Readonly<Record<string, string>>;

const HEADING_OR_SNIPPET =
  /^#+ (?<heading>.+)$|^```(?<language>js|python|sh)\n(?<code>[^]*?)^```\n(?:\n```text\n(?<prints>[^]*?)^```)?/gm;

/** Reads all blocks of a document that can be run, in their order. The path is seen from the root of the repository. */
export function readSnippets(path: string): Snippet[] {
  let heading = '';
  return [...readFileSync(path, 'utf8').matchAll(HEADING_OR_SNIPPET)].flatMap(({ groups = {} }) => {
    heading = groups['heading'] ?? heading;
    const { language, code, prints } = groups;
    if (!isLanguage(language) || code === undefined) return [];
    return [{ heading, language, code, ...(prints !== undefined && { prints: prints.trim() }) }];
  });
}

/** Reads the first table under a heading. */
export function readTable(path: string, heading: string): Row[] {
  const text = readFileSync(path, 'utf8');
  const [, section = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const [names = [], , ...rows] = lines.slice(start, start + length).map(cellsOf);
  return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
}

/** What operators have typed into their shell before anything else: names of stacks, and a function for their outputs. */
export function readOperatorsShell(): string {
  const [, shell = ''] =
    /^## Before you begin$[^]*?^```bash\n([^]*?)^```$/m.exec(readFileSync('infra/README.md', 'utf8')) ?? [];
  return shell;
}

/** The words that a text sets as code. */
export function codeWordsIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function cellsOf(line: string): string[] {
  const [, ...cells] = line.split('|').map((cell) => cell.trim());
  return cells.slice(0, -1);
}

function isLanguage(text: string | undefined): text is Snippet['language'] {
  return text === 'js' || text === 'python' || text === 'sh';
}
