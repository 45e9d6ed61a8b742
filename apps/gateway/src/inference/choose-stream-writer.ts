import type { Request } from 'express';
import type { ReplyWriter } from './reply-writers/reply-writer.js';
import { EVENT_STREAM, writeBytes } from './reply-writers/write-bytes.js';
import { writeServerSentEvents } from './reply-writers/write-sse.js';

/** Bedrock's frames for those who ask for them; server-sent events for everybody else. */
export function chooseStreamWriter(request: Request): ReplyWriter {
  return request.accepts('text/event-stream', EVENT_STREAM) === EVENT_STREAM ? writeBytes : writeServerSentEvents;
}
