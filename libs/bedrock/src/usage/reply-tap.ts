import type { EventStreamFrame } from '../event-stream/event-stream-frame.js';
import { FrameReader } from '../event-stream/frame-reader.js';
import type { ReplyInspection } from '../model-invoker.js';
import type { TokenUsage } from '../token-usage.js';
import { readCountsSoFar } from './read-counts-so-far.js';
import { readBodyUsage, readFrameUsage, readHeaderUsage } from './read-usage.js';

/** Where the token counts of an answer are: its headers, the `usage` of its JSON body, or the frames of a stream. */
export type CountsPlace = 'headers' | 'body' | 'frames';

/** Some 250,000 tokens of text; the counts of a longer answer in one piece are left out. */
const MAX_COUNTED_BODY_BYTES = 1024 * 1024;

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
  // Of a stream that breaks off, the model's own first and last words tell what they can.
  private firstChunk: EventStreamFrame | undefined;
  private exceptionType: string | undefined;
  private bodyBytes = 0;
  // The pieces of a body that holds the counts: parsed once, when it is whole.
  private readonly pieces: Uint8Array[] = [];

  constructor(
    private readonly countsIn: CountsPlace,
    headers: Readonly<Record<string, string>>,
  ) {
    this.frames = countsIn === 'frames' ? new FrameReader() : undefined;
    this.usage = readHeaderUsage(headers);
  }

  /** Sees the next chunk of the body. */
  observe(chunk: Uint8Array): void {
    this.bodyBytes += chunk.byteLength;
    if (this.countsIn === 'body') this.keepPiece(chunk);
    for (const frame of this.frames?.push(chunk) ?? []) this.readFrame(frame);
  }

  /** Sees the end of a body that was not cut. */
  end(): void {
    this.frames?.end();
    if (this.pieces.length > 0) this.usage = readBodyUsage(Buffer.concat(this.pieces)) ?? this.usage;
    this.pieces.length = 0;
  }

  /** What is known by now. */
  inspect(): ReplyInspection {
    const { bodyBytes, exceptionType } = this;
    const usage = this.knownUsage();
    const damaged = this.frames?.damaged ?? false;
    return { usage, bodyBytes, damaged, ...(exceptionType === undefined ? {} : { exceptionType }) };
  }

  private keepPiece(chunk: Uint8Array): void {
    if (this.bodyBytes <= MAX_COUNTED_BODY_BYTES) this.pieces.push(chunk);
    else this.pieces.length = 0;
  }

  private readFrame(frame: EventStreamFrame): void {
    if (frame.messageType !== 'event') this.exceptionType ??= frame.exceptionType ?? frame.errorCode;
    else if (frame.eventType === 'chunk') this.keepChunk(frame);
    else this.usage = readFrameUsage(frame) ?? this.usage;
  }

  private keepChunk(frame: EventStreamFrame): void {
    this.lastChunk = keep(frame);
    this.firstChunk ??= this.lastChunk;
  }

  /** What Bedrock has told comes before what the model has. */
  private knownUsage(): TokenUsage {
    const { firstChunk, lastChunk = firstChunk } = this;
    if (firstChunk === undefined || lastChunk === undefined) return this.usage;
    return readFrameUsage(lastChunk) ?? { ...readCountsSoFar(firstChunk, lastChunk), ...this.usage };
  }
}

function keep(frame: EventStreamFrame): EventStreamFrame | undefined {
  return frame.payload.length > MAX_LAST_CHUNK_BYTES ? undefined : { ...frame, payload: Buffer.from(frame.payload) };
}
