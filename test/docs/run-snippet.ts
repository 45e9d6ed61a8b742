import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { missingProgram } from '../conformance/clients/python-environment.js';
import { missingPackage } from '../conformance/harness/optional-module.js';
import { ROOT } from '../support/command.js';
import { COMPILE_CACHE } from '../support/compile-cache.js';
import type { Snippet } from './read-document.js';

const run = promisify(execFile);

/** Where the published clients are installed, apart from the others. */
const CLIENTS_FOLDER = join(ROOT, 'test/conformance');

type Environment = Readonly<Record<string, string>>;

/** What every user's shell has: the Node of this run, and nothing of this machine's own AWS set-up. */
const SHELL: Environment = {
  PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  HOME: process.env['HOME'] ?? '',
  ...COMPILE_CACHE,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

/**
 * Runs a snippet as its reader would, and returns what it prints.
 *
 * @param environment what was exported in the shell before.
 * @throws if it fails, with what it wrote.
 */
export async function runSnippet({ language, code }: Snippet, environment: Environment): Promise<string> {
  const [program, ...args] = commandFor(language, code);
  const cwd = clientPackagesIn(code).length > 0 ? CLIENTS_FOLDER : ROOT;
  const { stdout } = await run(program, args, { cwd, env: { ...SHELL, ...environment }, timeout: 60_000 });
  return stdout.replaceAll('\r', '').trim();
}

/** Runs a snippet that exports variables, and returns these. */
export async function exportsOf(snippet: Snippet, environment: Environment): Promise<Record<string, string>> {
  const shown = await runSnippet({ ...snippet, code: `${snippet.code}\nenv -0` }, environment);
  const variables = new Map(shown.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line] as const));
  const names = [...snippet.code.matchAll(/\b([A-Z_]+)=/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, (variables.get(name) ?? '').slice(name.length + 1)]));
}

/** Says what is missing where a snippet cannot run; undefined where it can. */
export async function whatIsMissingFor({ language, code }: Snippet): Promise<string | undefined> {
  if (language === 'python') return missingProgram('python3', ['-c', 'import boto3']);
  const programs = language === 'sh' ? ['aws', 'curl'].filter((name) => code.includes(`${name} `)) : [];
  const reasons = await Promise.all([
    ...programs.map((name) => missingProgram(name, ['--version'])),
    ...clientPackagesIn(code).map(missingPackage),
  ]);
  return reasons.find((reason) => reason !== undefined);
}

function commandFor(language: Snippet['language'], code: string): [string, ...string[]] {
  if (language === 'js') return [process.execPath, '--input-type=module', '--eval', code];
  return language === 'python' ? ['python3', '-c', code] : ['bash', '-euo', 'pipefail', '-c', code];
}

/** The packages in a snippet that come with the published clients only. */
function clientPackagesIn(code: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(CLIENTS_FOLDER, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies).filter((name) => code.includes(`from '${name}'`));
}
