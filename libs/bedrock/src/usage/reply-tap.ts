import type { EventStreamFrame } from '../event-stream/event-stream-frame.js';
import { FrameReader } from '../event-stream/frame-reader.js';
import type { ReplyInspection } from '../model-invoker.js';
import type { TokenUsage } from '../token-usage.js';
import { readFrameUsage, readHeaderUsage } from './read-usage.js';

/** Far more than the counts and what a model says in its last chunk; a longer one is not kept. */
const MAX_LAST_CHUNK_BYTES = 16 * 1024;

/**
 * Reads beside a reply body as it passes: counts bytes, finds token counts, notices exceptions and damage.
 *
 * Never changes, keeps or holds back a byte, and never throws: what it cannot read it leaves out.
 */
export class ReplyTap {
  private readonly frames: FrameReader | undefined;
  private usage: TokenUsage;
  // Bedrock puts the counts into the last chunk. Which one that is shows at the end: only then is one decoded.
  // A copy, as frames do not last.
  private lastChunk: EventStreamFrame | undefined;
  private exceptionType: string | undefined;
  private bodyBytes = 0;

  constructor(answer: 'json' | 'event-stream', headers: Readonly<Record<string, string>>) {
    this.frames = answer === 'event-stream' ? new FrameReader() : undefined;
    this.usage = readHeaderUsage(headers);
  }

  /** Sees the next chunk of the body. */
  observe(chunk: Uint8Array): void {
    this.bodyBytes += chunk.byteLength;
    for (const frame of this.frames?.push(chunk) ?? []) this.readFrame(frame);
  }

  /** Sees the end of a body that was not cut. */
  end(): void {
    this.frames?.end();
  }

  /** What is known by now. */
  inspect(): ReplyInspection {
    const { bodyBytes, exceptionType } = this;
    const usage = (this.lastChunk && readFrameUsage(this.lastChunk)) ?? this.usage;
    const damaged = this.frames?.damaged ?? false;
    return { usage, bodyBytes, damaged, ...(exceptionType === undefined ? {} : { exceptionType }) };
  }

  private readFrame(frame: EventStreamFrame): void {
    if (frame.messageType !== 'event') this.exceptionType ??= frame.exceptionType ?? frame.errorCode;
    else if (frame.eventType === 'chunk') this.lastChunk = keep(frame);
    else this.usage = readFrameUsage(frame) ?? this.usage;
  }
}

function keep(frame: EventStreamFrame): EventStreamFrame | undefined {
  return frame.payload.length > MAX_LAST_CHUNK_BYTES ? undefined : { ...frame, payload: Buffer.from(frame.payload) };
}
