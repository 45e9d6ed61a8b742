import type { Contestant } from '../contestants/contestant.ts';
import { AUDIT_STORE } from '../report/goals.ts';
import type { NativeServer } from './native-server.ts';

/** As long as an audit record is, give or take. */
const RECORD_BYTES = 1_500;

/** How long a real table takes for a write, within its region. */
export const AUDIT_STORE_MS = 1;

/** The audit store itself in the place of a contestant: asked without a gateway, as gateways ask it. */
export function auditStoreAlone({ port, pid }: NativeServer): Contestant {
  const body = JSON.stringify({ TableName: 'audit', Item: { text: { S: 'a'.repeat(RECORD_BYTES) } } });
  const head = [
    'POST / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'X-Amz-Target: DynamoDB_20120810.PutItem',
    'Content-Type: application/x-amz-json-1.0',
    `Content-Length: ${body.length}`,
  ];
  const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  return { name: AUDIT_STORE, port, pid, requestTo: () => request, [Symbol.asyncDispose]: () => Promise.resolve() };
}
