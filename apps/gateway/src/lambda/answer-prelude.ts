import type { IncomingMessage } from 'node:http';
import { isConnectionSpecific } from '../listener/connection-specific.js';

/** Status and headers in front of a streamed answer. Source: API Gateway's documentation of response streaming. */
export interface AnswerPrelude {
  readonly statusCode: number;
  /** Of each name that occurs once; API Gateway takes no lists here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

/** Said anew by what stands in front; API Gateway would pass the function's on under other names. */
const SAID_ANEW: ReadonlySet<string> = new Set(['content-length', 'date']);

/** Whether a header, named in lower case, is of the hop between application and runtime, and ends with it. */
export function isOfThisHop(name: string): boolean {
  return isConnectionSpecific(name) || SAID_ANEW.has(name);
}

/** The prelude of an answer of the application. */
export function answerPrelude({ statusCode = 500, rawHeaders }: IncomingMessage): AnswerPrelude {
  const values = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (!isOfThisHop(key)) values.set(key, [...(values.get(key) ?? []), value]);
  }
  const repeated = [...values].filter(([, { length }]) => length > 1);
  const single = [...values].flatMap(([name, [value, ...more]]) =>
    value !== undefined && more.length === 0 ? [[name, value] as const] : [],
  );
  return {
    statusCode,
    headers: Object.fromEntries(single),
    ...(repeated.length > 0 && { multiValueHeaders: Object.fromEntries(repeated) }),
  };
}
