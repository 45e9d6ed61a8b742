import type { OutgoingHttpHeaders } from 'node:http';
import { isConnectionSpecific } from './connection-specific.js';

/** What every answer of HTTP/1.1 has, the provisional ones (1xx) included. */
export interface Http1Answer {
  readonly statusCode?: number | undefined;
  readonly rawHeaders: readonly string[];
}

/** Translates the head of an HTTP/1.1 answer. Repeated fields stay apart and in their order. */
export function toHttp2Headers({ statusCode, rawHeaders }: Http1Answer): OutgoingHttpHeaders {
  const fields = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  // `Connection` names further fields that go no further (RFC 9110, section 7.6.1).
  const nominated = new Set(fields.get('connection')?.flatMap((value) => value.toLowerCase().split(/[\s,]+/)));
  const passed = [...fields].filter(([name]) => !isConnectionSpecific(name) && !nominated.has(name));
  return { ...Object.fromEntries(passed), ':status': statusCode };
}
