import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Waits for the end of its input, then leaves nothing of the lab behind. */
const CLEAN_UP = `
cat >/dev/null
for name in $(ip netns list | cut -d ' ' -f 1 | grep "^$0-"); do
  ip netns pids "$name" | xargs -r kill -9
  ip netns delete "$name"
done
rm -rf "$1"`;

/**
 * Removes the namespaces of this name, all that runs in them, and the folder: when it is disposed of, and also when
 * this process ends in any other way. It is a process of its own that neither Ctrl-C nor a signal for this one reaches.
 */
export function startJanitor(name: string, folder: string): AsyncDisposable {
  const child = spawn('bash', ['-c', CLEAN_UP, name, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  return {
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
