import type { IncomingMessage } from 'node:http';
import { isConnectionSpecific } from '../listener/connection-specific.js';

/** Status and headers in front of a streamed answer. Source: API Gateway's documentation of response streaming. */
export interface AnswerPrelude {
  readonly statusCode: number;
  /** Of each name that occurs once; API Gateway takes no lists here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

/** Of the hop between application and runtime; API Gateway says them anew. */
const OF_THIS_HOP: ReadonlySet<string> = new Set(['content-length', 'date']);

/** The prelude of an answer of the application. */
export function answerPrelude({ statusCode = 500, rawHeaders }: IncomingMessage): AnswerPrelude {
  const values = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (!isConnectionSpecific(key) && !OF_THIS_HOP.has(key)) values.set(key, [...(values.get(key) ?? []), value]);
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
