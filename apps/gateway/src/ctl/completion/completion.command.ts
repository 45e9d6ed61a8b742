import { Argument, type Command } from 'commander';
import { performing, verb, type VerbTools } from '../verb.js';
import { listWords } from './list-words.js';
import { renderCompletion, SHELLS } from './render-completion.js';

/** `ctl completion`: a script for the shell, made from the command tree as it is. */
export function completionCommand(tools: VerbTools, tree: () => Command): Command {
  return verb({
    name: 'completion',
    summary: 'print a script that completes commands and options in a shell',
    examples: [['completion bash > ~/.local/share/bash-completion/completions/ctl', 'for good']],
  })
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .action(
      performing<object>(tools, async ({ args, terminal }) => {
        const shell = SHELLS.find((known) => known === args[0]) ?? 'bash';
        await terminal.write(renderCompletion(shell, listWords(tree())));
      }),
    );
}
