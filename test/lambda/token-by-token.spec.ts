import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chunkFrame } from '../../apps/gateway/src/testing/event-stream-frames.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { startRecordingUpstream, UPSTREAM_REQUEST_ID, type RecordingUpstream } from '../support/recording-upstream.js';
import { tokenFor } from '../support/tokens.js';
import { deployGateway, type DeployedGateway } from './deployed/deploy-gateway.js';

const FIRST = chunkFrame('{"type":"content_block_delta","delta":{"text":"one"}}');
const SECOND = chunkFrame('{"type":"content_block_delta","delta":{"text":"two"}}');
const MODEL = 'anthropic.claude-3-haiku-20240307-v1%3A0';

/** The ways through the deployed gateway: whose function takes the request, and who calls Bedrock. */
const WAYS = [
  { way: 'the internet function', prefix: '/internet', route: 'internet', headers: {}, lastHop: 'internet' },
  { way: 'the VPN function', prefix: '/vpn', route: 'vpn', headers: {}, lastHop: 'vpn' },
  {
    way: 'the internet function and its sibling',
    prefix: '',
    route: 'vpn',
    headers: { 'x-routing-method': 'vpn' },
    lastHop: 'vpn',
  },
] as const;
type Way = (typeof WAYS)[number];

let sandbox: Sandbox;
let upstream: RecordingUpstream;
let gateway: DeployedGateway;
/** The answer that the upstream has begun, with its first chunk. */
let begun = Promise.withResolvers<ServerResponse>();

beforeAll(async () => {
  sandbox = await startSandbox();
  upstream = await startRecordingUpstream((response) => {
    const headers = { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': UPSTREAM_REQUEST_ID };
    response.writeHead(200, headers).write(FIRST);
    begun.resolve(response);
  });
  const env = { GATEWAY_INTERNET_ENDPOINT: upstream.url, GATEWAY_VPN_ENDPOINT: upstream.url };
  gateway = await deployGateway(sandbox, { env });
});
beforeEach(() => {
  begun = Promise.withResolvers();
});
afterEach(() => gateway.settled());
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await sandbox.close();
});

async function stream({ prefix, headers }: Way, operation = 'converse-stream'): Promise<Response> {
  return fetch(`${gateway.url}${prefix}/model/${MODEL}/${operation}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(sandbox)}`, 'content-type': 'application/json', ...headers },
    body: '{"messages":[{"role":"user","content":[{"text":"hi"}]}]}',
    signal: AbortSignal.timeout(25_000),
  });
}

/** The next bytes, as many as a frame has; fewer if the stream ends before. */
async function readBytes(reader: ReadableStreamDefaultReader<Uint8Array>, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; bytes < length;) {
    const { value, done } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
  }
  return Buffer.concat(chunks);
}

/** The reader of an answer whose first chunk has been read. */
async function afterFirstChunk(response: Response): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = (response.body ?? new ReadableStream()).getReader();
  expect((await readBytes(reader, FIRST.length)).equals(FIRST)).toBe(true);
  return reader;
}

async function recordOf(response: Response): Promise<StoredRecord | undefined> {
  const records = await readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable);
  return records.find(({ requestId }) => requestId === response.headers.get('x-request-id'));
}

function functionOf(route: string): ReturnType<DeployedGateway['lambda']['function']> {
  return gateway.lambda.function(`dual-routing-gateway-${route}`);
}

describe.each(WAYS)('token by token, through API Gateway and $way', (way) => {
  it('the first chunk arrives before the upstream has produced the second', async () => {
    const response = await stream(way);
    expect(response.status).toBe(200);
    const reader = await afterFirstChunk(response);
    // Only now, with the first chunk in the caller's hands, is there a second one.
    (await begun.promise).end(SECOND);
    expect((await readBytes(reader, SECOND.length)).equals(SECOND)).toBe(true);
    expect(await reader.read()).toEqual({ value: undefined, done: true });
    await gateway.settled();
    expect(await recordOf(response)).toMatchObject({ outcome: 'complete', routingMethod: way.route });
  });

  it('an upstream that breaks off is a broken stream, and on record as one', async () => {
    const response = await stream(way);
    const reader = await afterFirstChunk(response);
    (await begun.promise).destroy();
    await expect(reader.read()).rejects.toThrow('terminated');
    await gateway.settled();
    expect(await recordOf(response)).toMatchObject({ outcome: 'partial' });
  });

  it('a function that calls Bedrock and is killed is a broken stream, and no finished record', async () => {
    const response = await stream(way);
    const reader = await afterFirstChunk(response);
    await functionOf(way.lastHop).kill();
    await expect(reader.read()).rejects.toThrow('terminated');
    await gateway.settled();
    // Whoever took the request lives on in front of its sibling, and knows how it ended; killed itself, nobody does.
    const outcome = way.way === 'the internet function and its sibling' ? 'partial' : 'started';
    expect(await recordOf(response)).toMatchObject({ outcome });
  });
});

it('server-sent events come one by one, too', async () => {
  const response = await fetch(`${gateway.url}/bedrock/invoke-stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(sandbox)}`, 'content-type': 'application/json' },
    body: '{"modelId":"anthropic.claude-3-haiku-20240307-v1:0","body":{}}',
  });
  const reader = (response.body ?? new ReadableStream()).getReader();
  const event = 'data: {"type":"content_block_delta","delta":{"text":"one"}}\n\n';
  expect((await readBytes(reader, event.length)).toString()).toBe(event);
  (await begun.promise).end();
  const end = 'event: end\ndata: {}\n\n';
  expect((await readBytes(reader, end.length)).toString()).toBe(end);
});

it('a function that took a request and is killed behind its sibling leaves an unfinished record', async () => {
  const response = await stream(WAYS[2]);
  const reader = await afterFirstChunk(response);
  await functionOf('internet').kill();
  await expect(reader.read()).rejects.toThrow('terminated');
  (await begun.promise).destroy();
  await gateway.settled();
  const record = await recordOf(response);
  expect(record).toMatchObject({ outcome: 'started' });
  expect(record).not.toHaveProperty('statusCode');
});
