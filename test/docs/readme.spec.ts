import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmStart, type RunningStart } from './npm-start.js';
import { readSnippets, type Snippet } from './read-document.js';
import { exportsOf, runSnippet } from './run-snippet.js';

/** What differs from run to run: ids, dates, and nothing else. */
const mask = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/^Date: .*$/gm, 'Date: <date>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .trim();

const snippets = readSnippets('README.md');
const under = (heading: string): Snippet[] => snippets.filter((snippet) => snippet.heading === heading);
const requests = under('A request on each route');
const [takeToken = ''] = requests[0]?.code.split('\n') ?? [];

let system: RunningStart;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  system = await npmStart();
  environment = { ...system.environment, SWITCHBOARD: system.switchboardUrl };
}, 60_000);

afterAll(() => system[Symbol.asyncDispose]());

/** A block as it is typed in the terminal where the token was taken. */
function typed(snippet: Snippet): Snippet {
  const { code: shown, language } = snippet;
  const code = shown.includes(takeToken) || language !== 'sh' ? shown : `${takeToken}\n${shown}`;
  return { ...snippet, code: code.replaceAll('http://127.0.0.1:3000', system.gatewayUrl) };
}

describe('the README', () => {
  it('shows what its requests really answer, and the records they leave', async () => {
    const outputs: string[] = [];
    for (const snippet of requests) outputs.push(await runSnippet(typed(snippet), environment));
    const [internet = '', vpn = '', fallback = '', records = ''] = outputs;

    expect([internet, vpn, fallback].map(mask)).toEqual(requests.slice(0, 3).map(({ prints = '' }) => mask(prints)));
    expect(JSON.parse(records)).toHaveLength(3);
  }, 60_000);

  it('shows what the doctor says of the route that the reader has taken down', async () => {
    const [doctor, ...others] = under('See what goes on');
    if (!doctor || others.length > 0) throw new Error('One block was expected');
    const fault = { route: 'internet', fault: 'down' };
    const broken = await fetch(`${system.switchboardUrl}/faults`, { method: 'PUT', body: JSON.stringify(fault) });
    expect(broken.ok).toBe(true);
    // As in a reader's shell, where a pipe ends as its last part does.
    const inShell = { ...doctor, code: `set +o pipefail\n${doctor.code}` };

    expect(mask(await runSnippet(inShell, environment))).toBe(mask(doctor.prints ?? ''));
    const mended = await fetch(`${system.switchboardUrl}/faults`, { method: 'PUT', body: '{"route":"internet","fault":"none"}' }); // prettier-ignore
    expect(mended.ok).toBe(true);
  }, 60_000);

  it('shows what an SDK prints after two variables were set', async () => {
    const [variables, program, ...others] = under('With the SDK you have');
    if (!variables || !program || others.length > 0) throw new Error('Two blocks were expected');
    const exported = await exportsOf(typed(variables), environment);

    expect(await runSnippet(typed(program), exported)).toBe(program.prints);
  }, 60_000);
});
