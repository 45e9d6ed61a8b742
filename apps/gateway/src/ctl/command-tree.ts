import { Command } from 'commander';
import { VERSION } from '../config/version.js';
import { describeExits } from './exit-codes.js';
import { auditCommand } from './audit/audit.command.js';
import { compareRoutesCommand } from './compare/compare-routes.command.js';
import { completionCommand } from './completion/completion.command.js';
import { doctorCommand } from './doctor/doctor.command.js';
import { identityCommand } from './identity/identity.command.js';
import { invokeCommand } from './invoke/invoke.command.js';
import { modelsCommand } from './models/models.command.js';
import { reportCommand } from './report/report.command.js';
import { secretsCommand } from './secrets/secrets.command.js';
import { statusCommand } from './status/status.command.js';
import { tokenCommand } from './token/token.command.js';
import { trafficCommand } from './traffic/traffic.command.js';
import type { VerbTools } from './verb.js';
import { vpnCommand } from './vpn/vpn.command.js';

/** The verbs, in the order of the help: what is looked at first, first. */
const VERBS = [
  doctorCommand,
  statusCommand,
  modelsCommand,
  invokeCommand,
  compareRoutesCommand,
  trafficCommand,
  vpnCommand,
  auditCommand,
  tokenCommand,
  secretsCommand,
  identityCommand,
  reportCommand,
] as const;

const INTRODUCTION = `Operates the gateway between the partitions.

The gateway is found by --url or CTL_GATEWAY_URL (default http://127.0.0.1:3000). The token is CTL_TOKEN; where the environment lets one be signed, as beside npm start, that is done.`;

/** Puts the program together: all verbs, each in a file of its own. */
export function buildCommandTree(tools: VerbTools): Command {
  const program = new Command('ctl')
    .description(INTRODUCTION)
    .version(VERSION, '--version', 'print the version')
    .option('--url <url>', 'the gateway, with the stage of its API if it has one')
    .option('--json', 'one JSON document on the output, or one a line where it is streamed')
    .addHelpText('after', `\n${describeExits()}\n\nctl help VERB has examples of each verb.`);
  for (const make of VERBS) program.addCommand(make(tools));
  program.addCommand(completionCommand(tools, () => program));
  settle(program, tools);
  return program;
}

/** What holds for every command of the tree, also for those that are made elsewhere. */
function settle(command: Command, tools: VerbTools): void {
  const { streams } = tools.around.terminal;
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(ctl help shows what there is)')
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void streams.output.write(text),
      writeErr: (text) => void streams.words.write(text),
      getOutHelpWidth: () => streams.output.columns ?? 100,
      getErrHelpWidth: () => streams.words.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const child of command.commands) settle(child, tools);
}
