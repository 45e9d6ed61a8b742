import { spawnSync } from 'node:child_process';

/** What is known about the packages of a lock file. */
export type Advisories =
  | { readonly kind: 'not-offered' }
  | { readonly kind: 'answered'; readonly serious: readonly string[]; readonly other: readonly string[] };

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

const SERIOUS: ReadonlySet<string> = new Set(['high', 'critical']);

/** Asks the registry what is known about the locked packages of a folder; not every registry answers. */
export function askForAdvisories(folder: string): Advisories {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], { cwd: folder, encoding: 'utf8' });
  return parseAdvisories(stdout);
}

/** Reads what `npm audit --json` printed: anything but a report means that there was none. */
export function parseAdvisories(text: string): Advisories {
  const vulnerabilities = parseReport(text)?.vulnerabilities;
  if (vulnerabilities === undefined) return { kind: 'not-offered' };
  const [serious, other]: [string[], string[]] = [[], []];
  for (const [name, { severity, range }] of Object.entries(vulnerabilities)) {
    (SERIOUS.has(severity) ? serious : other).push(`${name} ${range}: ${severity}`);
  }
  return { kind: 'answered', serious, other };
}

function parseReport(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}
