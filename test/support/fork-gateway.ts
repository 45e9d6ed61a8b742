import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { COMPILE_CACHE } from './compile-cache.js';
import { entryToStart } from './entry-to-start.js';
import { environmentOf } from './system.js';

const ENTRY = entryToStart('main');

const PACKAGE = new URL('../../package.json', import.meta.url);
const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: Record<string, string> };
/** What `npm run start:gateway` gives to Node. */
export const NODE_FLAGS = (scripts['start:gateway'] ?? '').split(' ').filter((word) => word.startsWith('--'));

/** Linux counts memory in pages of this size on every machine that these tests run on. */
const PAGE_BYTES = 4_096;

/** The end of what came on stderr is kept, for messages of tests. */
const MAX_ERRORS_LENGTH = 65_536;

/** The built gateway as a process of its own. Disposing of it ends it, and waits until it is gone. */
export interface ForkedGateway extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Its exit code once it has ended; null if a signal has ended it. */
  readonly exited: Promise<number | null>;
  /** What it has written to stderr so far: errors of its own, and warnings of Node. */
  readonly errors: string;
  /** Bytes of memory that the process holds now; undefined where the system does not tell. */
  residentBytes(): number | undefined;
  /** Files and sockets that the process has open now; undefined where the system does not tell. */
  openFiles(): number | undefined;
}

/**
 * Starts the built gateway against a sandbox, as `npm run start:gateway` does; its log is thrown away.
 *
 * @param variables `GATEWAY_*` and others, over those that point to the sandbox.
 * @param through the words of a command that runs another one, e.g. in another network; it has to become that command.
 */
export async function forkGateway(
  sandbox: Sandbox,
  variables: Readonly<Record<string, string>> = {},
  through: readonly string[] = [],
): Promise<ForkedGateway> {
  const env = { ...COMPILE_CACHE, ...environmentOf(sandbox), ...variables, PORT: '0' };
  // The flags of the test runner would have the child load sources instead of what was built.
  const [execPath, ...execArgv] = [...through, process.execPath, ...NODE_FLAGS];
  const child = fork(ENTRY, [], { env, execPath, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MAX_ERRORS_LENGTH);
    process.stderr.write(text);
  });
  const exited = once(child, 'exit');
  const listening = once(child, 'message') as Promise<[{ readonly url: string }]>;
  const [first] = await Promise.race([listening, exited]);
  if (typeof first !== 'object') throw new Error(`The gateway ended before it listened, with code ${String(first)}`);
  return {
    url: first.url,
    pid: Number(child.pid),
    exited: exited.then(([code]) => (typeof code === 'number' ? code : null)),
    get errors() {
      return errors;
    },
    residentBytes: () => readResidentBytes(Number(child.pid)),
    openFiles: () => countOpenFiles(Number(child.pid)),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The second figure in `statm` is the resident set, in pages. Source: proc(5). */
function readResidentBytes(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}

function countOpenFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
