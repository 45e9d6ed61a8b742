import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Target } from '../harness/conformance-client.js';

const run = promisify(execFile);

/** The environment that a user's shell would have: the token, and nothing of this machine's own AWS set-up. */
export function environmentFor({ token }: Pick<Target, 'token'>): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_BEARER_TOKEN_BEDROCK: token,
  };
}

/** What programs printed, by the line that starts them: they do not change while tests run, and take half a second. */
const printedBy = new Map<string, Promise<string | undefined>>();

/** Says what is missing where a program does not run, or does not print what it has to; undefined where it does. */
export async function missingProgram(
  name: string,
  args: readonly string[],
  printed = /(?:)/,
): Promise<string | undefined> {
  const line = [name, ...args].join(' ');
  const asked = printedBy.get(line) ?? print(name, args);
  printedBy.set(line, asked);
  const text = await asked;
  if (text === undefined) return `"${line}" does not run here`;
  return printed.test(text) ? undefined : `"${line}" does not print ${printed}`;
}

async function print(name: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(name, args, { env: environmentFor({ token: 'none' }) });
    return `${stdout}${stderr}`;
  } catch {
    return undefined;
  }
}
