import { buffer } from 'node:stream/consumers';
import { encodePeerAnswerHead, type PeerAnswerHead } from '../transports/peer/peer-answer.js';
import { PeerFunction } from '../transports/peer/peer-function.js';

/** The bytes of an answer as they come, and how far they have been taken. */
export interface Pieces {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** `1`, `2`, ... for each piece asked for; `end` when nobody will ask any more. */
  readonly taken: string[];
}

/** Brings bytes in pieces of a size, each when it is asked for, and then ends, or fails. */
export function inPieces(bytes: Uint8Array, size: number, failure?: Error): Pieces {
  const taken: string[] = [];
  async function* bring(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += size) {
        taken.push(String(taken.length + 1));
        yield bytes.subarray(at, at + size);
      }
      if (failure) throw failure;
    } finally {
      taken.push('end');
    }
  }
  return { chunks: bring(), taken };
}

/** The bytes of a whole answer. */
export function answerBytes(head: PeerAnswerHead, body: Uint8Array | string = ''): Buffer {
  return Buffer.concat([encodePeerAnswerHead(head), Buffer.from(body)]);
}

/** A sibling in memory that always answers alike, and remembers what it was asked. */
export class ScriptedPeer extends PeerFunction {
  readonly asked: unknown[] = [];
  readonly signals: AbortSignal[] = [];
  closings = 0;

  constructor(private readonly script: (signal: AbortSignal) => AsyncIterable<Uint8Array>) {
    super();
  }

  override invoke(event: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    this.asked.push(JSON.parse(event));
    this.signals.push(signal);
    return this.script(signal);
  }

  override close(): void {
    this.closings += 1;
  }
}

/** Reads a body to its end. */
export const readAll = async (body: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(body)).toString();
