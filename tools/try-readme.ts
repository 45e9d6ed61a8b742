/**
 * Does what the README says, as it says it, in a clean clone: types its first line, sends the request it prints, stops
 * it with Ctrl-C; then types its second line. Figures are printed, not judged: machines differ.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const START_LINE = 'npm ci && npm start';
const TEST_LINE = 'npm ci && npm test';
const START_TIMEOUT_MS = 300_000;
const run = promisify(execFile);

/** A newcomer's shell: without what the npm that runs this script has put into its environment, its Node included. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, PATH: newcomersPath() }).filter(([name]) => !/^(npm_|NODE$|INIT_CWD$)/i.test(name)),
);

const clone = mkdtempSync(join(tmpdir(), 'try-readme-'));
try {
  execFileSync('git', ['clone', '--quiet', '--no-local', '.', clone], { stdio: 'inherit' });
  requireLines(readFileSync(join(clone, 'README.md'), 'utf8'));
  await tryStart();
  await tryTests();
} finally {
  rmSync(clone, { recursive: true, force: true });
}

function newcomersPath(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.filter((folder) => !folder.includes('node_modules') && !folder.includes('node-gyp-bin')).join(':');
}

function requireLines(readme: string): void {
  const lines = readme.split('\n');
  for (const line of [START_LINE, TEST_LINE]) {
    if (!lines.includes(line)) throw new Error(`The README has no line "${line}"`);
  }
}

async function tryStart(): Promise<void> {
  const typedAt = performance.now();
  const child = spawn('bash', ['-c', START_LINE], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { curl, startTypedAt } = await printedRequest(child);
    const { stdout } = await run('bash', ['-c', curl], { env });
    if (!stdout.includes('Echo from'))
      throw new Error(`The printed request was answered with: ${stdout.slice(0, 400)}`);
    const seconds = (from: number): string => ((performance.now() - from) / 1_000).toFixed(1);
    process.stdout.write(
      `README: answered ${seconds(typedAt)} s after "${START_LINE}", ${seconds(startTypedAt)} s after npm start\n`,
    );
  } finally {
    await stop(child);
  }
}

/** The curl line, and when npm said that it runs the start script. */
async function printedRequest(child: ChildProcess): Promise<{ curl: string; startTypedAt: number }> {
  if (!child.stdout) throw new Error('No output to read');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), START_TIMEOUT_MS);
  let startTypedAt = performance.now();
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      process.stdout.write(`  ${line.replaceAll(/eyJ[\w.-]+/g, '(token)')}\n`);
      if (line.endsWith(' prestart')) startTypedAt = performance.now();
      if (line.startsWith('curl ')) return { curl: line, startTypedAt };
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error('npm start ended without printing a request');
}

/** Ctrl-C reaches every process of the terminal's foreground group. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    const exited = once(child, 'exit');
    killGroup(child, 'SIGINT');
    await Promise.race([exited, delay(30_000)]);
  }
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '-g', String(child.pid)]).catch(() => ({ stdout: '' }));
  if (stdout.trim() !== '') {
    killGroup(child, 'SIGKILL');
    throw new Error(`Ctrl-C left processes behind:\n${stdout}`);
  }
  process.stdout.write('README: Ctrl-C left no process behind\n');
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

async function tryTests(): Promise<void> {
  const child = spawn('bash', ['-c', TEST_LINE], { cwd: clone, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`"${TEST_LINE}" ended with ${code}`);
}
