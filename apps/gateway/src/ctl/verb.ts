import { Command } from 'commander';
import { GatewayConfigError } from '../config/gateway-config.error.js';
import { loadCtlConfig } from '../config/gateway-config.js';
import type { CtlConfig } from '../config/ctl-config.js';
import { parseGatewayUrl } from '../config/ctl-config.js';
import { UnfitValue } from '../config/parse-value.js';
import { CtlError } from './ctl.error.js';
import type { Exit } from './exit-codes.js';
import { GatewayClient } from './gateway/gateway-client.js';
import { OperatorToken } from './gateway/operator-token.js';
import type { Surroundings } from './surroundings.js';
import type { Terminal } from './terminal/terminal.js';

/** Options that every verb takes, before or behind it. */
export interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
}

/** One run of one verb. */
export interface Run<Options> {
  readonly args: readonly string[];
  readonly options: Options & GlobalOptions;
  readonly around: Surroundings;
  readonly terminal: Terminal;
  readonly settings: CtlConfig;
  /** The gateway that the command line or the environment names; nothing is asked before it is used. */
  readonly gateway: GatewayClient;
  /** Prints what was asked for: as JSON where that is wanted, else in words. */
  readonly print: (document: object, words: string) => Promise<void>;
}

/** What a verb does; returns how it ended where that is not `done`. */
export type Perform<Options> = (run: Run<Options>) => Promise<Exit | void>;

/** What a verb says about itself. */
export interface VerbFacts {
  readonly name: string;
  readonly summary: string;
  /** Command lines without `ctl`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** Told how a verb has ended. */
export type Conclude = (exit: Exit) => void;

/** What verbs are made with. */
export interface VerbTools {
  readonly around: Surroundings;
  readonly conclude: Conclude;
}

/** A command of the tree with its examples in its help. */
export function verb({ name, summary, examples }: VerbFacts): Command {
  const command = new Command(name).summary(summary).description(summary);
  if (examples.length === 0) return command;
  const lines = examples.map(([line, does]) => `  $ ctl ${line}\n      ${does}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/**
 * An action for commander that gives a verb all that it needs.
 *
 * @example
 * verb({ name: 'models', ... }).action(performing<ModelsOptions>(tools, listModels));
 */
export function performing<Options>({ around, conclude }: VerbTools, perform: Perform<Options>) {
  return async (...received: unknown[]): Promise<void> => {
    const command = received.at(-1);
    if (!(command instanceof Command)) throw new TypeError('commander gives the command last');
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    conclude((await perform(begin(command.args, options, around))) ?? 'done');
  };
}

function begin<Options>(args: readonly string[], options: Options & GlobalOptions, around: Surroundings): Run<Options> {
  const { terminal } = around;
  const settings = settingsFor(options, around);
  const token = new OperatorToken(settings, around);
  return {
    args,
    options,
    around,
    terminal,
    settings,
    gateway: new GatewayClient(settings.gatewayUrl, token, around.interrupted),
    print: (document, words) => terminal.write(options.json === true ? `${JSON.stringify(document)}\n` : words),
  };
}

function settingsFor({ url }: GlobalOptions, { env }: Surroundings): CtlConfig {
  try {
    const settings = loadCtlConfig(env);
    return url === undefined ? settings : { ...settings, gatewayUrl: parseGatewayUrl(url) };
  } catch (error) {
    if (error instanceof UnfitValue) throw new CtlError('usage', `--url ${error.reason}`);
    if (error instanceof GatewayConfigError) throw new CtlError('environment', error.message, 'docs/configuration.md');
    throw error;
  }
}
