import { Argument, type Command } from 'commander';
import { loadRotationConfig } from '../../config/gateway-config.js';
import { runRotationCommand } from '../../rotation/command/run-rotation-command.js';
import { openRotation, ROTATED } from '../../rotation/open-rotation.js';
import { runInner } from '../inner-command.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import { PUTTABLE, putSecret, type PutOptions } from './put-secret.js';

interface RotateOptions {
  readonly dryRun?: boolean;
  readonly takeOver?: boolean;
}

/** `ctl secrets`: puts a value in, and rotates. */
export function secretsCommand(tools: VerbTools): Command {
  return verb({ name: 'secrets', summary: 'put a value into a secret, or rotate it', examples: [] })
    .addCommand(putCommand(tools))
    .addCommand(rotateCommand(tools));
}

function putCommand(tools: VerbTools): Command {
  return verb({
    name: 'put',
    summary: 'make a value the current version of a secret, after its shape was checked',
    examples: [
      [
        'secrets put bedrock-key < key.json',
        'the commercial credentials, in any of the shapes of docs/configuration.md',
      ],
      ['secrets put token --dry-run', 'asks for the value without showing it, checks it, and changes nothing'],
    ],
  })
    .addArgument(
      new Argument('<secret>', 'the secret that signs tokens, or the commercial credentials').choices(PUTTABLE),
    )
    .option('--dry-run', 'check the value and the secret, and change nothing')
    .option('--take-over', 'also where a rotation is under way')
    .action(performing<PutOptions>(tools, putSecret));
}

function rotateCommand(tools: VerbTools): Command {
  return verb({
    name: 'rotate',
    summary: 'make a new value, try it, and make it the current one',
    examples: [
      ['secrets rotate token --dry-run', 'says step by step what would be done'],
      ['secrets rotate bedrock-key', 'a second key, tried on every route, before the first is deleted'],
    ],
  })
    .addArgument(new Argument('<secret>', 'which').choices(ROTATED))
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--take-over', 'also where another rotation began less than 30 minutes ago and is known to be dead')
    .action(performing<RotateOptions>(tools, rotate));
}

async function rotate({ args, options, around, terminal }: Run<RotateOptions>): Promise<void> {
  const flags = [
    ...(options.dryRun === true ? ['--dry-run'] : []),
    ...(options.takeOver === true ? ['--take-over'] : []),
    ...(options.json === true ? ['--json'] : []),
  ];
  const loadConfig = (): ReturnType<typeof loadRotationConfig> => loadRotationConfig(around.env);
  const { output } = await runInner(
    (inner) => runRotationCommand([...args, ...flags], { ...inner, loadConfig, open: openRotation }),
    { 1: 'failed', 2: 'environment', 3: 'unfinished', 4: 'busy' },
  );
  await terminal.write(output);
}
