import { FrameDecoder, PRELUDE_BYTES, readFrameLength } from './decode-frame.js';
import type { EventStreamFrame } from './event-stream-frame.js';

/**
 * Cuts an event stream into frames, whatever the chunks it arrives in.
 *
 * A frame that does not lie whole in one chunk is put together in one of two buffers, which are used in turn and grow
 * with the largest frame (24 MB each at most): a long stream leaves no garbage behind. So a frame is good until the
 * next `push`. Once damaged it reads nothing more and holds nothing: after a wrong length nobody knows where the next
 * frame starts.
 */
export class FrameReader {
  private readonly prelude = Buffer.alloc(PRELUDE_BYTES);
  // The frames of one push: the first may end in one buffer while the last begins in the other, never more.
  private scratch: [next: Buffer, last: Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  // The prelude or the frame that is being put together, and how much of it is there.
  private held: Buffer = this.prelude;
  private heldBytes = 0;
  private isDamaged = false;
  private readonly decoder = new FrameDecoder();

  /** True after a wrong checksum, an impossible length, headers that cannot be read, or an end inside a frame. */
  get damaged(): boolean {
    return this.isDamaged;
  }

  /** Takes the next bytes of the stream. Returns the frames they complete, up to the first damaged one. */
  push(chunk: Uint8Array): EventStreamFrame[] {
    const frames: EventStreamFrame[] = [];
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length && !this.isDamaged;) at += this.take(bytes, at, frames);
    return frames;
  }

  /** Says that the stream has ended; in the middle of a frame this is damage. */
  end(): void {
    if (this.heldBytes > 0) this.giveUp();
  }

  // Consumes bytes from a place on; returns how many.
  private take(bytes: Buffer, at: number, frames: EventStreamFrame[]): number {
    return this.heldBytes === 0 && bytes.length - at >= PRELUDE_BYTES
      ? this.takeFromStart(bytes, at, frames)
      : this.fillHeld(bytes, at, frames);
  }

  private takeFromStart(bytes: Buffer, at: number, frames: EventStreamFrame[]): number {
    const frameBytes = readFrameLength(bytes, at);
    if (frameBytes === undefined) return this.giveUp();
    if (bytes.length - at < frameBytes) {
      this.held = this.borrow(frameBytes);
      return this.fillHeld(bytes, at, frames);
    }
    this.emit(bytes.subarray(at, at + frameBytes), frames);
    return frameBytes;
  }

  private fillHeld(bytes: Buffer, at: number, frames: EventStreamFrame[]): number {
    const copied = bytes.copy(this.held, this.heldBytes, at);
    this.heldBytes += copied;
    if (this.heldBytes === this.held.length) this.completeHeld(frames);
    return copied;
  }

  // No frame is as short as a prelude, so the size of what is held says which of the two it is.
  private completeHeld(frames: EventStreamFrame[]): void {
    const whole = this.held;
    if (whole.length > PRELUDE_BYTES) {
      this.reset();
      this.emit(whole, frames);
      return;
    }
    const frameBytes = readFrameLength(whole);
    if (frameBytes === undefined) {
      this.giveUp();
      return;
    }
    this.held = this.borrow(frameBytes);
    whole.copy(this.held);
  }

  private emit(bytes: Buffer, frames: EventStreamFrame[]): void {
    const frame = this.decoder.decode(bytes);
    if (frame === undefined) this.giveUp();
    else frames.push(frame);
  }

  private borrow(frameBytes: number): Buffer {
    const [next, last] = this.scratch;
    const roomy = next.length < frameBytes ? Buffer.allocUnsafeSlow(frameBytes) : next;
    this.scratch = [last, roomy];
    return roomy.subarray(0, frameBytes);
  }

  private giveUp(): number {
    this.isDamaged = true;
    this.scratch = [Buffer.alloc(0), Buffer.alloc(0)];
    this.reset();
    return 0;
  }

  private reset(): void {
    this.held = this.prelude;
    this.heldBytes = 0;
  }
}
