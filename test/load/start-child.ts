import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process beside the tests that answers messages one at a time. Disposing of it ends it, and waits until it is gone. */
export interface Child<Greeting> extends AsyncDisposable {
  /** The first that it said. */
  readonly greeting: Greeting;
  ask<Reply>(question: object): Promise<Reply>;
}

/** Starts a file of `child/` as Node takes it, without the test runner's flags. */
export async function startChild<Greeting>(name: string, ...args: readonly string[]): Promise<Child<Greeting>> {
  const entry = fileURLToPath(new URL(`child/${name}.ts`, import.meta.url));
  const child = fork(entry, args, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const nextMessage = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), exited])) as [object | number | null];
    if (typeof message !== 'object' || message === null) throw new Error(`${name} ended with code ${message}`);
    return message;
  };
  return {
    greeting: (await nextMessage()) as Greeting,
    ask: async <Reply>(question: object) => {
      const reply = nextMessage();
      child.send(question);
      return (await reply) as Reply;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
