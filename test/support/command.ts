import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPILE_CACHE } from './compile-cache.js';

/** The root of the repository, where users type their commands. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended, and all that it and its children have written. */
export interface CommandEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command in a process group of its own, as a shell runs it: Ctrl-C reaches it and its children, and nobody else. */
export class Command implements AsyncDisposable {
  /** Resolves when the command has ended and so has every child that shares its output. */
  readonly ended: Promise<CommandEnd>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #reader: ReturnType<typeof createInterface>;

  private constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>>, input = '') {
    // What the test run itself has in its environment is none of the command's business.
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(file, args, {
      cwd: ROOT,
      env: { PATH, HOME, ...COMPILE_CACHE, ...env },
      detached: true,
      stdio: 'pipe',
    });
    child.stdin.end(input);
    const [forText, forLines] = [child.stdout.pipe(new PassThrough()), child.stdout.pipe(new PassThrough())];
    this.#reader = createInterface({ input: forLines }).on('line', (line) => this.#lines.push(line));
    const output = Promise.all([text(forText), text(child.stderr), once(child, 'close')]);
    this.ended = output.then(([stdout, stderr]) => ({ exitCode: child.exitCode, stdout, stderr }));
    this.#child = child;
  }

  /** Runs an entry of the build with the Node that runs the tests, and with a text on its standard input. */
  static node(script: string, args: readonly string[], env: Readonly<Record<string, string>>, input = ''): Command {
    return new Command(process.execPath, [script, ...args], env, input);
  }

  /** Runs a line of bash. */
  static bash(line: string, env: Readonly<Record<string, string>>): Command {
    return new Command('bash', ['-c', line], env);
  }

  /** Runs npm as users do. */
  static npm(args: readonly string[], env: Readonly<Record<string, string>>): Command {
    return new Command('npm', args, env);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The command did not start');
    return this.#child.pid;
  }

  /** The first line of the output that fits. @throws if the command ends without it. */
  async line(pattern: RegExp): Promise<string> {
    const isOver = this.ended.then((end) => end);
    for (;;) {
      const found = this.#lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      const end = await Promise.race([once(this.#reader, 'line'), isOver]);
      if (!Array.isArray(end)) throw new Error(`The command ended without such a line: ${end.stdout}${end.stderr}`);
    }
  }

  /** Sends a signal to the command alone, or to its whole group, as a terminal does. */
  kill(signal: NodeJS.Signals, whom: 'itself' | 'group'): void {
    process.kill(whom === 'group' ? -this.pid : this.pid, signal);
  }

  /** The processes of the group that still run, as `ps` shows them. */
  async running(): Promise<string[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,stat=,args=']);
    return stdout.split('\n').filter((line) => {
      const [group, state] = line.trim().split(/\s+/);
      // A zombie has ended; that nobody has asked how is not its fault.
      return Number(group) === this.pid && state?.startsWith('Z') === false;
    });
  }

  /** Ends whatever is left of the group. */
  async [Symbol.asyncDispose](): Promise<void> {
    if ((await this.running()).length > 0) this.kill('SIGKILL', 'group');
    await this.ended;
  }
}
