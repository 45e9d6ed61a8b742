import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** How many requests got how far, and what is on record of them. */
export interface LeanTally {
  /** Calls of models that arrived. */
  readonly calls: number;
  /** Records in the table by their outcome, e.g. `{ complete: 3 }`. */
  readonly recordsByOutcome: Readonly<Record<string, number>>;
}

/**
 * A process of its own that stands in for Bedrock and DynamoDB where the sandbox is too slow: what is measured must be
 * the gateway. As Bedrock it answers any model after a fixed time, with what it was asked; as DynamoDB it keeps the
 * outcome of each record, under the conditions that the gateway writes by.
 *
 * Its one argument is that time in milliseconds. It tells its parent `{ url }`, and a {@link LeanTally} when asked.
 */
const delayMs = Number(process.argv[2]);

const outcomes = new Map<string, string>();
let calls = 0;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') answerTable(target, body, response);
  else setTimeout(answerModel, delayMs, body, response);
}

function answerModel(body: Buffer, response: ServerResponse): void {
  calls += 1;
  const answer = Buffer.concat([Buffer.from('{"asked":'), body, Buffer.from('}')]);
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
  response.writeHead(200, { ...headers, 'content-length': answer.length }).end(answer);
}

function answerTable(target: string, body: Buffer, response: ServerResponse): void {
  const { status, answer } = target.endsWith('.PutItem') ? put(body) : { status: 200, answer: TABLE };
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
}

/** To whoever asks how the table is. */
const TABLE = { Table: { TableStatus: 'ACTIVE' } };

const KEPT = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'kept' };

/** A start is taken if there is no record, a finish as well if that one is a start. */
function put(body: Buffer): { readonly status: number; readonly answer: object } {
  const { Item } = JSON.parse(body.toString('utf8')) as { Item: Record<'requestId' | 'outcome', { S: string }> };
  const [requestId, outcome] = [Item.requestId.S, Item.outcome.S];
  const present = outcomes.get(requestId);
  const isTaken = present === undefined || (present === 'started' && outcome !== 'started');
  if (!isTaken) return { status: 400, answer: KEPT };
  outcomes.set(requestId, outcome);
  return { status: 200, answer: {} };
}

function tally(): LeanTally {
  const groups = Map.groupBy(outcomes.values(), (outcome) => outcome);
  const recordsByOutcome = Object.fromEntries([...groups].map(([outcome, { length }]) => [outcome, length]));
  return { calls, recordsByOutcome };
}

const server = createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => process.send?.(tally()));
process.once('disconnect', () => process.exit());
