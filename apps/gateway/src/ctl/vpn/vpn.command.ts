import type { Command } from 'commander';
import { performing, verb, type VerbTools } from '../verb.js';
import { showTunnels } from './show-tunnels.js';
import { showValidation, type ValidateOptions } from './show-validation.js';
import { writeConfig, type ConfigOptions } from './write-config.js';

const FILE = 'what aws ec2 describe-vpn-connections --output json has printed; - or nothing: the input';
const PIPE = 'aws ec2 describe-vpn-connections --output json | ctl vpn';

/**
 * `ctl vpn`: the tunnel, from what AWS says about it. The AWS CLI asks, as it has the credentials and profiles of
 * GovCloud's network people already; nothing here goes over a network.
 */
export function vpnCommand(tools: VerbTools): Command {
  return verb({ name: 'vpn', summary: "the tunnel: its state, AWS's settings, and the appliance's side", examples: [] })
    .addCommand(statusCommand(tools))
    .addCommand(validateCommand(tools))
    .addCommand(configCommand(tools));
}

function statusCommand(tools: VerbTools): Command {
  return verb({
    name: 'status',
    summary: 'which tunnels are up, since when, and what AWS says about those that are not',
    examples: [
      ['vpn status vpn.json', 'out of a file'],
      ['vpn status --json < vpn.json', `for a script; as ${PIPE} status does`],
    ],
  })
    .argument('[file]', FILE)
    .action(performing<object>(tools, showTunnels));
}

function validateCommand(tools: VerbTools): Command {
  return verb({
    name: 'validate',
    summary: "ciphers, lifetimes, silences and networks of AWS's side, held against the appliance's",
    examples: [['vpn validate vpn.json', 'what differs, or that nothing does']],
  })
    .argument('[file]', FILE)
    .option('--connection <id>', 'which one, where there are several')
    .action(performing<ValidateOptions>(tools, showValidation));
}

function configCommand(tools: VerbTools): Command {
  return verb({
    name: 'config',
    summary: "the appliance's configuration for one connection, for strongSwan",
    examples: [
      ['vpn config vpn.json', 'without the keys, to look at'],
      ['vpn config vpn.json --with-keys --out tunnels.conf', 'with them, into a new file for its owner alone'],
    ],
  })
    .argument('[file]', FILE)
    .option('--connection <id>', 'which one, where there are several')
    .option('--with-keys', 'with the pre-shared keys; needs --out')
    .option('--out <file>', 'a new file instead of the output')
    .action(performing<ConfigOptions>(tools, writeConfig));
}
