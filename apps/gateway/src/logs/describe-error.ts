import { constants } from 'node:os';
import { framesOf } from '../problems/frames-of.js';

/** Names of errors that the language and Node give. Any code can give an error any other name, so others are not told. */
const NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'AggregateError',
  'AssertionError',
  'DOMException',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'SystemError',
  'TimeoutError',
  'TypeError',
  'URIError',
]);

/** Codes of Node's own errors. Source: Node's documentation, "Node.js error codes". */
const NODE_CODE = /^ERR_[A-Z0-9_]{1,40}$/;

/** What the log says of an error that may be anybody's: never its message, which may hold anything. */
export interface ErrorFacts {
  /** Its name if that is a known one, else `unexpected`. */
  readonly error: string;
  /** The code of the operating system or of Node, e.g. `ECONNRESET`. */
  readonly errno?: string;
  /** Where it happened. */
  readonly stack?: string;
}

/** Reduces whatever was thrown to what may be told of it. Never throws. */
export function describeError(thrown: unknown): ErrorFacts {
  try {
    if (!(thrown instanceof Error)) return { error: 'unexpected' };
    const stack = framesOf(thrown);
    return {
      error: NAMES.has(thrown.name) ? thrown.name : 'unexpected',
      ...('code' in thrown && isKnownCode(thrown.code) && { errno: thrown.code }),
      ...(stack !== '' && { stack }),
    };
  } catch {
    // Members of errors can be getters, which throw if they like.
    return { error: 'unexpected' };
  }
}

function isKnownCode(code: unknown): code is string {
  return typeof code === 'string' && (Object.hasOwn(constants.errno, code) || NODE_CODE.test(code));
}
