import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject } from '../json/json-object.js';
import { SandboxError } from '../sandbox.errors.js';
import type { Environment } from './choose-stand-ins.js';

/** As `npm run start:gateway` starts it: a small young generation keeps memory flat while much is streamed. */
export const gatewayNodeFlags = ['--max-semi-space-size=2'];

/** How long the gateway may take to serve, and to end when asked. */
export interface GatewayTimeouts {
  readonly startMs: number;
  readonly stopMs: number;
}

/** The gateway as a child of this process. It ends by itself when this process dies, as their channel closes then. */
export class GatewayProcess {
  /** The exit code once the process has ended, however that came; 1 when it was killed or never came to life. */
  readonly exited: Promise<number>;
  readonly #child: ChildProcess;

  constructor(
    script: string,
    env: Environment,
    private readonly timeouts: GatewayTimeouts,
  ) {
    this.#child = fork(script, [], {
      env: { ...env },
      execArgv: gatewayNodeFlags,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    const ended = Promise.withResolvers<number>();
    this.#child.once('exit', (code) => ended.resolve(code ?? 1));
    this.#child.on('error', () => ended.resolve(1));
    this.exited = ended.promise;
  }

  /**
   * The base URL, as soon as the gateway serves.
   * @throws SandboxError `gateway-not-started` when it ends first or takes too long
   */
  async listening(): Promise<string> {
    const over = new AbortController();
    const notInTime = sleep(this.timeouts.startMs, 'is not ready in time', { signal: over.signal });
    const ended = this.exited.then(() => 'ended before it was ready');
    try {
      const first = await Promise.race([this.#listeningUrl(over.signal), notInTime, ended]);
      if (first instanceof URL) return first.origin;
      throw new SandboxError('gateway-not-started', `the gateway ${first}`);
    } finally {
      over.abort();
      notInTime.catch(() => undefined);
    }
  }

  /** Asks the gateway to end, and ends it when it does not; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const over = new AbortController();
    const patience = sleep(this.timeouts.stopMs, 'out of patience', { signal: over.signal }).catch(() => undefined);
    const first = await Promise.race([this.exited, patience]);
    over.abort();
    if (first === 'out of patience') this.kill();
    await this.exited;
  }

  /** Ends the gateway without asking. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #listeningUrl(signal: AbortSignal): Promise<URL> {
    for (;;) {
      const [message] = (await once(this.#child, 'message', { signal })) as [unknown];
      if (isJsonObject(message) && message['kind'] === 'listening') return new URL(String(message['url']));
    }
  }
}
