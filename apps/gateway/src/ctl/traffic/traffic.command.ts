import { Option, type Command } from 'commander';
import { performing, verb, type VerbTools } from '../verb.js';
import { readDuration, readName, readRate, readShares, readTarget } from './read-shift-options.js';
import { rollBackTraffic } from './rollback-traffic.js';
import { shiftTraffic, type ChangeOptions, type ShiftOptions } from './shift-traffic.js';
import { showTraffic } from './show-traffic.js';

/** `ctl traffic`: how `auto` is spread over the routes, and how that is changed without a deployment. */
export function trafficCommand(tools: VerbTools): Command {
  return verb({
    name: 'traffic',
    summary: 'how requests that name no route are spread over both, and how that is changed',
    examples: [],
  })
    .addCommand(showCommand(tools))
    .addCommand(shiftCommand(tools))
    .addCommand(rollbackCommand(tools));
}

function showCommand(tools: VerbTools): Command {
  return verb({
    name: 'show',
    summary: 'the stored split, who made it, and what the gateway has in force',
    examples: [['traffic show', 'both, and why one of them cannot be read if so']],
  }).action(performing<object>(tools, showTraffic));
}

function shiftCommand(tools: VerbTools): Command {
  const command = verb({
    name: 'shift',
    summary: 'move traffic to a route, step by step, and back by itself where too much of it fails',
    examples: [
      ['traffic shift --to vpn=100', 'all of it to the VPN: 10, 50, 100 %, half a minute each'],
      ['traffic shift --to internet=100 --at-once --yes', 'away from the VPN, now'],
      ['traffic shift --to vpn=50 --steps 20,100 --hold 2m --dry-run', 'shows the steps and changes nothing'],
    ],
  })
    .requiredOption(
      '--to <route=percent>',
      'what to arrive at: this much by that route, the rest by the other',
      readTarget,
    )
    .addOption(
      new Option('--steps <percents>', 'how much of the way is gone with each step')
        .argParser(readShares)
        .default([10, 50, 100], '10,50,100'),
    )
    .option('--at-once', 'the whole way in one step')
    .addOption(
      new Option('--hold <time>', 'how long each step is held and looked at')
        .argParser(readDuration)
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('--max-error-rate <percent>', 'of attempts by the route that gains; three failures at least')
        .argParser(readRate)
        .default(0.01, '1%'),
    )
    .option('--no-watch', 'look at nothing and ask no gateway: nothing is rolled back by itself');
  return changing(command).action(performing<ShiftOptions>(tools, shiftTraffic));
}

function rollbackCommand(tools: VerbTools): Command {
  const command = verb({
    name: 'rollback',
    summary: 'go back to what was in force before the last shift, at once',
    examples: [['traffic rollback --yes', 'without a question, as in an emergency']],
  });
  return changing(command).action(performing<ChangeOptions>(tools, rollBackTraffic));
}

function changing(command: Command): Command {
  return command
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--by <name>', 'who is on record for it; default: the name of the user', readName);
}
