import type { ConfigProblem } from './gateway-config.error.js';
import { UnfitValue, type ParseValue } from './parse-value.js';

/** Names that belong to the gateway alone, so that one it does not know is a typing mistake. */
const OWN_PREFIX = 'GATEWAY_';

/**
 * Reads the variables of one environment and remembers what was wrong with them, so that all of it can be reported at
 * once. A variable that does not fit is read as its default meanwhile; the result must not be used if there are problems.
 */
export class VariableReader {
  readonly #asked = new Set<string>();
  readonly #problems: ConfigProblem[] = [];

  /**
   * @param reader who the variables are for, in the words of the problem that an unknown one is.
   * @param ownPrefix what the names begin with that belong to it alone.
   */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly reader = 'the gateway',
    private readonly ownPrefix = OWN_PREFIX,
  ) {}

  /** The value of a variable, or `undefined` where it is not set. A variable that is set to nothing is a problem. */
  optional<T>(name: string, parse: ParseValue<T>): T | undefined {
    this.#asked.add(name);
    const text = this.env[name];
    if (text === undefined) return undefined;
    // An empty data class policy must not turn into the default one: so nothing that is set and empty counts as unset.
    if (text === '') return this.report(name, 'is set but empty: give it a value or unset it');
    return this.#parsed(name, text, parse);
  }

  /** The value of a variable, or `fallback` where it is not set. */
  withDefault<T>(name: string, parse: ParseValue<T>, fallback: NoInfer<T>): T {
    return this.optional(name, parse) ?? fallback;
  }

  /** Whether a variable is set at all, to anything. */
  isSet(name: string): boolean {
    return this.env[name] !== undefined;
  }

  /** A variable that the AWS SDK reads for itself: empty is unset there, so it is here. */
  ofSdk<T>(name: string, parse: ParseValue<T>): T | undefined {
    const text = this.env[name];
    return text === undefined || text === '' ? undefined : this.#parsed(name, text, parse);
  }

  /** Records a problem that only shows between variables. Returns nothing, to stand in for the value. */
  report(name: string, reason: string): undefined {
    this.#problems.push({ name, reason });
  }

  /** What was wrong so far. To be asked last: a name with the prefix that nobody has read by now is unknown. */
  problems(): readonly ConfigProblem[] {
    const unknown = Object.keys(this.env).filter((name) => name.startsWith(this.ownPrefix) && !this.#asked.has(name));
    return [...this.#problems, ...unknown.map((name) => ({ name, reason: `is not a variable of ${this.reader}` }))];
  }

  #parsed<T>(name: string, text: string, parse: ParseValue<T>): T | undefined {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      return this.report(name, error.reason);
    }
  }
}
