import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { environmentOf } from './system.js';

/** The built entry: `npm run build` makes it, and the tests' global set-up runs that. */
const ENTRY = fileURLToPath(new URL('../../apps/gateway/dist/main.js', import.meta.url));

const PACKAGE = new URL('../../package.json', import.meta.url);
const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: Record<string, string> };
/** What `npm run start:gateway` gives to Node. */
export const NODE_FLAGS = (scripts['start:gateway'] ?? '').split(' ').filter((word) => word.startsWith('--'));

/** Linux counts memory in pages of this size on every machine that these tests run on. */
const PAGE_BYTES = 4_096;

/** The built gateway as a process of its own. Disposing of it ends it, and waits until it is gone. */
export interface ForkedGateway extends AsyncDisposable {
  readonly url: string;
  /** Bytes of memory that the process holds now; undefined where the system does not tell. */
  residentBytes(): number | undefined;
}

/** Starts the built gateway against a sandbox, as `npm run start:gateway` does; its log is thrown away. */
export async function forkGateway(sandbox: Sandbox): Promise<ForkedGateway> {
  const env = { ...environmentOf(sandbox), PORT: '0' };
  // The flags of the test runner would have the child load sources instead of what was built.
  const child = fork(ENTRY, [], { env, execArgv: NODE_FLAGS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const listening = once(child, 'message') as Promise<[{ readonly url: string }]>;
  const [first] = await Promise.race([listening, exited]);
  if (typeof first !== 'object') throw new Error(`The gateway ended before it listened, with code ${String(first)}`);
  return {
    url: first.url,
    residentBytes: () => readResidentBytes(Number(child.pid)),
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
