import type { SecretReader, SecretVersions } from '@app/bedrock';
import type { Terminal } from './terminal/terminal.js';

/** What a command touches, all of it: tests put their own in place. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C, by the end of the terminal, and when nobody reads the output any more. */
  readonly interrupted: AbortSignal;
  readonly nowEpochMs: () => number;
  /** A reader of secrets in the gateway's own partition; whoever makes one closes it. */
  readonly createReader: () => SecretReader & Closable;
  readonly createVersions: () => SecretVersions & Closable;
}

/** What holds sockets. */
export interface Closable {
  onApplicationShutdown(): void;
}
