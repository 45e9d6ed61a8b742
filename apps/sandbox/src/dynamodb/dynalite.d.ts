/** The little of dynalite 4 that we use; the package brings no types. https://github.com/architect/dynalite#programmatically */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** A folder for LevelDB; in memory without one. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }

  /** A server that listens nowhere yet. Closing it closes its database too, but only when it listens. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
