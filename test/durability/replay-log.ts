import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { pathOfBundle } from '../support/bundled.js';
import { Command, type CommandEnd } from '../support/command.js';
import { environmentOf } from '../support/system.js';

/** The built entry of `npm run audit:replay`. */
export const REPLAY = 'apps/gateway/dist/audit-replay.js';

/** What the replay needs: where the table is, and nothing about the rest of the gateway. */
export function replayEnvironment(sandbox: Sandbox): Record<string, string> {
  const isNeeded = ([name]: [string, string]): boolean => name.startsWith('AWS_') || name.startsWith('GATEWAY_AUDIT_');
  return Object.fromEntries(Object.entries(environmentOf(sandbox)).filter(isNeeded));
}

/** Runs the built command, in one file, on a log in another one. */
export async function replayLog(log: string | Buffer, env: Readonly<Record<string, string>>): Promise<CommandEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    await writeFile(join(folder, 'log'), log);
    await using command = Command.node(pathOfBundle('audit-replay'), [join(folder, 'log')], env);
    return await command.ended;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The counts of a report, in its order: lines, stored, there already, unreadable, rejected, not taken. */
export function countsOf({ stdout }: CommandEnd): number[] {
  return [...stdout.matchAll(/ (\d+)$/gm)].map(([, count]) => Number(count));
}
