import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CtlEnd } from '../../ctl/ctl-in-process.js';

/** Runs the operator's command line: with the words behind `npm run -s ctl --` and what came in. */
export type RunCtl = (args: readonly string[], input: string) => Promise<CtlEnd>;

/** What came of a block. */
export interface Typed {
  /** All that it printed. */
  readonly stdout: string;
  readonly stderr: string;
  /** How each of its commands ended. */
  readonly ends: readonly CtlEnd[];
}

/**
 * Has `npm run -s ctl -- ...` answered by the process that started the shell, by two pipes: all else of a block is done by
 * bash itself. To start Node for each command would take longer than all of them together.
 */
const PRELUDE = `
npm() {
  local code out err
  [ "$1 $2 $3 $4" = 'run -s ctl --' ] || { echo "not a command of operators: $*" >&2; return 127; }
  shift 4
  echo "$(printf '%s\\0' "$@" | base64 -w0) =$(cat | base64 -w0)" >&3
  read -r code out err <&4
  printf %s "\${err#=}" | base64 -d >&2
  printf %s "\${out#=}" | base64 -d
  return "$code"
}
`;

/** Files of the page, which are in the operator's folder. */
const OWN_FILE = /^[a-z]+\.(?:json|log)$/;

const toBase64 = (words: string): string => `=${Buffer.from(words).toString('base64')}`;
const fromBase64 = (words: string): string => Buffer.from(words, 'base64').toString();

/** A shell in a folder of its own, in which an operator types. */
export class OperatorShell implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    private readonly runCtl: RunCtl,
  ) {}

  /** Opens one. */
  static async open(runCtl: RunCtl): Promise<OperatorShell> {
    return new OperatorShell(await mkdtemp(join(tmpdir(), 'operator-')), runCtl);
  }

  /** Types a block, to its last line even if one before it fails, as a person may. */
  async type(code: string, environment: Readonly<Record<string, string>> = {}): Promise<Typed> {
    const { PATH = '' } = process.env;
    const shell = spawn('bash', ['-c', PRELUDE + code], {
      cwd: this.folder,
      env: { PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const [, stdout, stderr, asks, answers] = shell.stdio as unknown as [null, Readable, Readable, Readable, Writable];
    const ends: CtlEnd[] = [];
    const output = Promise.all([text(stdout), text(stderr), once(shell, 'close')]);
    for await (const line of createInterface({ input: asks })) {
      const end = await this.#answer(line);
      ends.push(end);
      answers.write(`${end.exitCode} ${toBase64(end.stdout)} ${toBase64(end.stderr)}\n`);
    }
    const [printed, said] = await output;
    return { stdout: printed, stderr: said, ends };
  }

  #answer(line: string): Promise<CtlEnd> {
    const [words = '', input = ''] = line.split(' ');
    const args = fromBase64(words).split('\0').slice(0, -1);
    const placed = args.map((word) => (OWN_FILE.test(word) ? join(this.folder, word) : word));
    return this.runCtl(placed, fromBase64(input.slice(1)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
