import { expect } from 'vitest';
import { openClient } from '../../../apps/gateway/src/listener/testing/http2-client.js';
import { splitFrames } from '../../support/read-stream-chunks.js';
import { converseEchoOf, ECHO_MODEL, echoOf } from '../echo.js';
import { expectEvents, expectFrames, FRAMES, seen, seenBy, send, SSE, type Visit, type Visitor } from './visit.js';

const MODEL_PATH = `/model/${encodeURIComponent(ECHO_MODEL)}`;

/** Lengths of a message and of its headers, and their checksum; and the checksum at the end. Source: Amazon event stream encoding. */
const [PRELUDE_BYTES, CHECKSUM_BYTES] = [12, 4];

/** Asks by the envelope, for an answer in one piece. */
export const invoke: Visit = async (visitor) => {
  const { envelope, text } = echoOf(visitor.nonce);
  const response = await send(visitor, '/bedrock/invoke', { body: envelope });
  expect({ status: response.status, answer: await response.json() }).toMatchObject(said(text));
  return seen(response, visitor, 'complete');
};

/** The same by HTTP/2. */
export const invokeByHttp2: Visit = async ({ url, token, nonce, prefix }) => {
  const { envelope, text } = echoOf(nonce);
  await using client = await openClient(url);
  const path = { ':path': `${prefix}/bedrock/invoke`, 'content-type': 'application/json' };
  const headers = { ...path, authorization: `Bearer ${token}`, 'x-request-id': nonce };
  const { status, body, headers: answered } = await client.fetch(headers, envelope);
  expect({ status, answer: JSON.parse(body) as unknown }).toMatchObject(said(text));
  return seenBy(answered['x-request-id'] as string | undefined, nonce, { outcome: 'complete', statusCode: 200 });
};

/** Asks for server-sent events. */
export const streamEvents: Visit = async (visitor) => {
  const question = echoOf(visitor.nonce);
  const response = await send(visitor, '/bedrock/invoke-stream', { body: question.envelope, accept: SSE });
  expectEvents(await response.text(), question);
  return seen(response, visitor, 'complete');
};

/** Asks for Bedrock's frames. */
export const streamFrames: Visit = async (visitor) => {
  const question = echoOf(visitor.nonce);
  const response = await send(visitor, '/bedrock/invoke-stream', { body: question.envelope, accept: FRAMES });
  expectFrames(await bytesOf(response), question);
  return seen(response, visitor, 'complete');
};

/** Asks as an AWS SDK does. */
export const nativeInvoke: Visit = async (visitor) => {
  const { body, text } = echoOf(visitor.nonce);
  const response = await send(visitor, `${MODEL_PATH}/invoke`, { body });
  expect({ status: response.status, answer: await response.json() }).toMatchObject(said(text));
  return seen(response, visitor, 'complete');
};

/** The same, as a stream. */
export const nativeStream: Visit = async (visitor) => {
  const question = echoOf(visitor.nonce);
  const response = await send(visitor, `${MODEL_PATH}/invoke-with-response-stream`, { body: question.body });
  expectFrames(await bytesOf(response), question);
  return seen(response, visitor, 'complete');
};

/** Converses. */
export const converse: Visit = async (visitor) => {
  const { body, text } = converseEchoOf(visitor.nonce);
  const response = await send(visitor, `${MODEL_PATH}/converse`, { body });
  const answer = { output: { message: { role: 'assistant', content: [{ text }] } } };
  expect({ status: response.status, answer: await response.json() }).toMatchObject({ status: 200, answer });
  return seen(response, visitor, 'complete');
};

/** Converses, word by word. */
export const converseStream: Visit = async (visitor) => {
  const { body, deltas } = converseEchoOf(visitor.nonce);
  const response = await send(visitor, `${MODEL_PATH}/converse-stream`, { body });
  const payloads = splitFrames(await bytesOf(response)).map((frame) =>
    frame.subarray(PRELUDE_BYTES + frame.readUInt32BE(4), frame.length - CHECKSUM_BYTES).toString('utf8'),
  );
  const words = payloads.map((payload) => (JSON.parse(payload) as { delta?: { text?: string } }).delta?.text);
  expect(words.filter((word) => word !== undefined)).toEqual(deltas);
  return seen(response, visitor, 'complete');
};

/** Looks at what there is, on either kind of path. */
export const listModels: Visit = (visitor) => list(visitor, '/bedrock/models', '"models"');
export const listFoundationModels: Visit = (visitor) => list(visitor, '/foundation-models', '"modelSummaries"');

async function list(visitor: Visitor, path: string, member: string): ReturnType<Visit> {
  const response = await send(visitor, path);
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(text).toContain(member);
  expect(text).toContain(ECHO_MODEL);
  return seen(response, visitor, 'complete');
}

/** The answer of a Claude that said this. */
const said = (text: string): object => ({ status: 200, answer: { content: [{ type: 'text', text }] } });

async function bytesOf(response: Response): Promise<Buffer> {
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}
