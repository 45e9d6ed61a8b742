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

/** Says what is missing where a program does not run, or does not print what it has to; undefined where it does. */
export async function missingProgram(
  name: string,
  args: readonly string[],
  printed = /(?:)/,
): Promise<string | undefined> {
  const line = [name, ...args].join(' ');
  try {
    const { stdout, stderr } = await run(name, args, { env: environmentFor({ token: 'none' }) });
    return printed.test(`${stdout}${stderr}`) ? undefined : `"${line}" does not print ${printed}`;
  } catch {
    return `"${line}" does not run here`;
  }
}
