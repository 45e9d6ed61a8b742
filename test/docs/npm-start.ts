import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '../support/command.js';

/** What `npm start` runs, on free ports and with a folder of its own. */
export interface RunningStart extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly switchboardUrl: string;
  /** With a token in its fragment. */
  readonly consoleUrl: string;
  /** Lets `npm run -s token` find the same secrets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the built system as users do. */
export async function npmStart(): Promise<RunningStart> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  const command = Command.node('apps/sandbox/dist/main.js', [], { PORT: '0', SANDBOX_FOLDER: folder });
  const printed = async (name: string): Promise<string> =>
    (await command.line(new RegExp(`^${name} `))).slice(name.length).trim();
  return {
    gatewayUrl: await printed('Gateway'),
    consoleUrl: await printed('Console'),
    switchboardUrl: await printed('Switchboard'),
    environment: { SANDBOX_FOLDER: folder },
    [Symbol.asyncDispose]: async () => {
      await command[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
