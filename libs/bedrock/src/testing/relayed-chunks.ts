import { once } from 'node:events';

/** Chunks as another process brings them, and how far they have been taken. */
export interface RecordedChunks {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** `1`, `2`, ... for each chunk asked for; `end` when nobody will ask any more. */
  readonly taken: string[];
}

/** Yields each chunk when it is asked for, and then ends, or fails. */
export function recorded(chunks: readonly (string | Buffer)[], failure?: Error): RecordedChunks {
  const taken: string[] = [];
  async function* bring(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of chunks) {
        taken.push(String(taken.length + 1));
        yield Buffer.from(chunk);
      }
      if (failure) throw failure;
    } finally {
      taken.push('end');
    }
  }
  return { chunks: bring(), taken };
}

/** Brings nothing, until the signal fires: then it fails in a way of its own. */
export function endless(signal: AbortSignal): AsyncIterable<Uint8Array> {
  const next = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort');
    throw new Error('some error of the transport');
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}
