import type { Command } from 'commander';

/** What may follow a path of commands. */
export interface CompletionPlace {
  /** e.g. `ctl token`. */
  readonly path: string;
  readonly words: readonly string[];
}

/** Every place of the command tree, with the commands, choices and options that fit there. */
export function listWords(program: Command): readonly CompletionPlace[] {
  const globals = program.options.flatMap(({ long }) => long ?? []);
  return placesOf(program, program.name(), globals);
}

function placesOf(command: Command, path: string, globals: readonly string[]): readonly CompletionPlace[] {
  const options = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const names = command.commands.map((child) => child.name());
  const words = [...new Set([...names, ...choices, ...options, ...globals, '--help'])];
  return [{ path, words }, ...command.commands.flatMap((child) => placesOf(child, `${path} ${child.name()}`, globals))];
}
