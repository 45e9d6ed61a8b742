import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmStart, type RunningStart } from './npm-start.js';
import { codeWordsIn, readSnippets, readTable, type Snippet } from './read-document.js';
import { exportsOf, runSnippet, whatIsMissingFor } from './run-snippet.js';

const DOCUMENT = 'docs/clients.md';
const MODEL_IN_SNIPPET = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

const snippets = readSnippets(DOCUMENT);
const printing = snippets.filter(({ prints }) => prints !== undefined);
const exporting = snippets.filter(({ prints }) => prints === undefined);

/** The heading that a client is described under -> the variables that the table says it reads. */
const variablesRead: ReadonlyMap<string, readonly string[]> = new Map(
  readTable(DOCUMENT, 'Set these once').map(({ client = '', ...cells }) => [
    headingOfLink(client),
    codeWordsIn(Object.values(cells).join()).filter((word) => /^[A-Z_]+$/.test(word)),
  ]),
);

let system: RunningStart;
let exported: Readonly<Record<string, string>>;

beforeAll(async () => {
  system = await npmStart();
  exported = await exportAll('Set these once', system.environment);
}, 60_000);

afterAll(() => system[Symbol.asyncDispose]());

/** A snippet with the address of this system in it. */
function here(snippet: Snippet): Snippet {
  const { port } = new URL(system.gatewayUrl);
  return { ...snippet, code: snippet.code.replaceAll('http://localhost:3000', `http://localhost:${port}`) };
}

function snippetUnder(heading: string): Snippet {
  const found = snippets.find((snippet) => snippet.heading === heading);
  if (!found) throw new Error(`Nothing to run under "${heading}"`);
  return found;
}

/** What a block of exports makes of a shell. */
function exportAll(heading: string, shell: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  return exportsOf(here(snippetUnder(heading)), shell);
}

/** In the section about a client, only the variables that it is said to read. */
function environmentFor({ heading }: Snippet): Record<string, string> {
  const names = variablesRead.get(heading) ?? Object.keys(exported);
  const known = Object.entries(exported).filter(([name]) => names.includes(name));
  return { ...system.environment, ...Object.fromEntries(known) };
}

/** `[boto3](#python)` leads to the heading `Python`. */
function headingOfLink(link: string): string {
  const [, fragment = ''] = /\(#(.+)\)/.exec(link) ?? [];
  return snippets.find(({ heading }) => heading.toLowerCase().replaceAll(' ', '-') === fragment)?.heading ?? '';
}

/** The class of the newest request, by its audit record. */
async function newestDataClass(): Promise<string | undefined> {
  const response = await fetch(`${system.switchboardUrl}/tables/cross-partition-requests`);
  const records = (await response.json()) as { timestamp: string; dataClassification: string }[];
  return records.toSorted((a, b) => b.timestamp.localeCompare(a.timestamp))[0]?.dataClassification;
}

/** The operator's default class, where nothing else is said; none where a call is refused for what it is. */
function dataClassUnder(heading: string): string | undefined {
  if (heading === 'What is not offered') return undefined;
  return heading === 'Which data' ? 'cui' : 'internal';
}

describe('docs/clients.md', () => {
  it('has something to run for each client, and nothing that is not run here', () => {
    const clients = ['AI SDK', 'AWS CLI', 'Anthropic', 'JavaScript', 'LangChain', 'Python'];
    expect(new Set(variablesRead.keys())).toEqual(new Set(clients));
    expect(printing.map(({ heading }) => heading)).toEqual(expect.arrayContaining(clients));
    expect(exporting.map(({ heading }) => heading)).toEqual(['Set these once', 'Claude Code']);
  });

  it.for(printing.map((snippet) => [snippet.heading, snippet.code.split('\n')[0], snippet] as const))(
    'shows what really happens: %s, %s',
    { timeout: 60_000 },
    async ([heading, , snippet], { skip }) => {
      const missing = await whatIsMissingFor(snippet);
      if (missing !== undefined) process.stderr.write(`SKIPPED: ${DOCUMENT}, ${heading}: ${missing}\n`);
      skip(missing !== undefined, missing);

      const printed = await runSnippet(here(snippet), environmentFor(snippet));
      expect(printed).toBe(snippet.prints);
      expect(await newestDataClass()).toBe(dataClassUnder(heading));
    },
  );

  it('can be followed again in the same shell, when the token has expired', { timeout: 60_000 }, async () => {
    const again = await exportAll('Set these once', { ...system.environment, ...exported });
    expect(again['AWS_BEARER_TOKEN_BEDROCK']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(again['AWS_BEARER_TOKEN_BEDROCK']).not.toBe(exported['AWS_BEARER_TOKEN_BEDROCK']);
  });

  it(
    'gives Claude Code what Anthropic’s client, which reads the same variables, needs',
    { timeout: 60_000 },
    async ({ skip }) => {
      const anthropic = snippetUnder('Anthropic');
      const missing = await whatIsMissingFor(anthropic);
      skip(missing !== undefined, missing);

      const environment = await exportAll('Claude Code', system.environment);
      const { CLAUDE_CODE_USE_BEDROCK, ANTHROPIC_MODEL = '', ANTHROPIC_DEFAULT_HAIKU_MODEL = '' } = environment;
      expect(CLAUDE_CODE_USE_BEDROCK).toBe('1');
      for (const modelId of [ANTHROPIC_MODEL, ANTHROPIC_DEFAULT_HAIKU_MODEL]) {
        const code = anthropic.code.replaceAll(MODEL_IN_SNIPPET, modelId);
        expect(await runSnippet({ ...anthropic, code }, environment)).toContain(`Echo from ${modelId}: Hello`);
      }
    },
  );
});
