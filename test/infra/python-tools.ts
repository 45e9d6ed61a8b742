import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What a tool printed, and how it ended. */
export interface ToolRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Whether a command of Python's tools is on this machine; says so in the output where it is not. */
export function isInstalled(what: string, command: string, args: readonly string[]): boolean {
  const installed = spawnSync(command, args, { stdio: 'ignore', timeout: TIMEOUT_MS }).status === 0;
  if (!installed) process.stderr.write(`SKIPPED: ${what} is not installed, so nothing is checked with it\n`);
  return installed;
}

/** Runs a tool to its end. `region` is the SDK's, which the translator goes by. */
export async function runTool(
  command: string,
  args: readonly string[],
  { input = '', region }: { readonly input?: string; readonly region?: string } = {},
): Promise<ToolRun> {
  const env = { ...process.env, ...(region !== undefined && { AWS_DEFAULT_REGION: region }) };
  const child = spawn(command, args, { env, timeout: TIMEOUT_MS });
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status, stdout, stderr };
}
