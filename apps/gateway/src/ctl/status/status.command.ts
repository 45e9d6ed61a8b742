import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { readWholeNumber } from '../read-option.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import { renderStatus, type StatusDocument } from './render-status.js';

interface StatusOptions {
  readonly watch?: boolean;
  readonly every: number;
}

/** `ctl status`: both routes and stores, as the gateway proves them. */
export function statusCommand(tools: VerbTools): Command {
  return verb({
    name: 'status',
    summary: 'how routes and stores stand, and when that was last proven',
    examples: [
      ['status', 'both routes, both stores'],
      ['status --watch', 'the same, again every two seconds, until Ctrl-C'],
      ['status --json | jq .routes.vpn.state', 'one word for a script'],
    ],
  })
    .option('-w, --watch', 'again and again, until Ctrl-C')
    .option('--every <seconds>', 'how often, with --watch', readWholeNumber('--every', 1, 3_600), 2)
    .action(performing<StatusOptions>(tools, showStatus));
}

async function showStatus(run: Run<StatusOptions>): Promise<'failed' | void> {
  const { options, around, terminal } = run;
  let isUp = await showOnce(run);
  while (options.watch === true) {
    await pause(options.every * 1_000, undefined, { signal: around.interrupted });
    // Up to where the last one began, and away with it: the terminal scrolls nothing.
    if (terminal.streams.output.isTTY === true && options.json !== true) await terminal.write('\u001b[H\u001b[2J');
    isUp = await showOnce(run);
  }
  return isUp ? undefined : 'failed';
}

async function showOnce({ gateway, terminal, print }: Run<StatusOptions>): Promise<boolean> {
  const status = await gateway.getJson<StatusDocument>('/status');
  await print(status, renderStatus(status, terminal));
  const routes = Object.values(status.routes).filter(({ state }) => state !== 'not-configured');
  return [...routes, ...Object.values(status.stores)].every(({ state }) => state === 'up');
}
