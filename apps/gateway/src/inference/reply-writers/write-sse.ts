import { BedrockCallError, chunkBytes, readFrames, throwIfAborted, type EventStreamFrame } from '@app/bedrock';
import type { Request } from 'express';
import { problemDocument } from '../../problems/problem.js';
import { toProblem } from '../../problems/to-problem.js';
import { failureOfException } from '../failure-of-exception.js';
import { KeepAlive } from './keep-alive.js';
import type { Delivery } from './reply-writer.js';
import { endAnswer, writeChunk } from './write-chunk.js';

const DATA = Buffer.from('data: ');
const END = Buffer.from('\n\n');

/**
 * Writes an event stream as server-sent events: one `data` per chunk with the chunk's JSON as the model sent it,
 * `event: end` last, or `event: error` with the error document and nothing behind it.
 * Source of the format: WHATWG HTML, section 9.2.
 */
export async function writeServerSentEvents(delivery: Delivery): Promise<void> {
  const { reply, request, response, signal } = delivery;
  using keepAlive = new KeepAlive(response);
  try {
    for await (const frame of readFrames(reply.body)) {
      const event = eventOf(frame);
      if (event === undefined) continue;
      if (!response.headersSent) begin(delivery);
      await writeChunk(response, event, signal);
      keepAlive.restart();
    }
  } catch (error) {
    if (response.headersSent && !request.exchange.callerGone.aborted) response.end(errorEvent(error, request));
    throw error;
  }
  if (!response.headersSent) begin(delivery);
  await endAnswer(response, signal, 'event: end\ndata: {}\n\n');
}

function begin({ response, signal, onFirstByte }: Delivery): void {
  throwIfAborted(signal);
  onFirstByte();
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  // Asks proxies of the nginx family not to collect the stream.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
}

/** Undefined for frames that carry nothing of the model. */
function eventOf(frame: EventStreamFrame): Buffer | undefined {
  if (frame.messageType === 'event') return frame.eventType === 'chunk' ? dataEvent(chunkBytes(frame)) : undefined;
  throw failureOfException(frame);
}

/**
 * The chunk's bytes as they are. One with line breaks takes a `data` line for each of its lines: the receiver joins
 * them again. Latin-1 gives each byte a character of its own, so that the text between the breaks stays untouched.
 */
function dataEvent(json: Buffer): Buffer {
  if (!json.includes('\n') && !json.includes('\r')) return Buffer.concat([DATA, json, END]);
  const lines = json.toString('latin1').split(/\r\n|\r|\n/);
  return Buffer.from(`${lines.map((line) => `data: ${line}`).join('\n')}\n\n`, 'latin1');
}

function errorEvent(error: unknown, request: Request): string {
  const failure = error instanceof BedrockCallError ? error : new BedrockCallError('stream-broken', 'unexpected');
  return `event: error\ndata: ${JSON.stringify(problemDocument(toProblem(failure), request))}\n\n`;
}
