import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { SandboxError } from '../sandbox.errors.js';
import type { Environment } from './choose-stand-ins.js';

/** Long enough for a cold start on a slow machine. */
const tokenTimeoutMs = 30_000;

/** How a script ended. */
export interface ScriptEnd {
  /** 1 when it was killed. */
  readonly exitCode: number;
  /** Empty when its output went straight to ours. */
  readonly stdout: string;
}

/** How a script is run: whose its stdout is, and what ends it early. Its stderr is always ours; with our stdout it has our stdin, too. */
export interface ScriptSettings {
  readonly env: Environment;
  readonly stdout: 'inherit' | 'pipe';
  readonly signal?: AbortSignal;
}

/**
 * Runs a Node script to its end.
 * @throws AbortError when the signal ended it
 */
export async function runScript(script: string, args: readonly string[], settings: ScriptSettings): Promise<ScriptEnd> {
  const { env, stdout, signal } = settings;
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...env },
    stdio: [stdout === 'inherit' ? 'inherit' : 'ignore', stdout, 'inherit'],
    timeout: tokenTimeoutMs,
    signal,
  });
  const ended = Promise.withResolvers<number>();
  child.once('close', (code) => ended.resolve(code ?? 1));
  child.once('error', ended.reject);
  const read = child.stdout === null ? Promise.resolve('') : text(child.stdout);
  const [exitCode, output] = await Promise.all([ended.promise, read]);
  return { exitCode, stdout: output };
}

/**
 * A token for the developer, made by the gateway's own script.
 * @throws SandboxError `no-token`; what was wrong the script has said itself
 */
export async function obtainToken(script: string, env: Environment, signal: AbortSignal): Promise<string> {
  const args = ['--sub', 'developer', '--expires-in', '1h'];
  const { exitCode, stdout } = await runScript(script, args, { env, stdout: 'pipe', signal });
  const token = stdout.trim();
  // The token goes into a line for a shell: nothing but the characters of a JWT may be in it.
  if (exitCode === 0 && /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$/.test(token)) return token;
  throw new SandboxError('no-token', `no token could be made (exit code ${exitCode})`);
}
