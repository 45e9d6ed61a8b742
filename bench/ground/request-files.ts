import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Contestant } from '../contestants/contestant.ts';

/** What is asked of a contestant. */
export interface Ask {
  readonly kind: 'converse' | 'converse-stream';
  /** How long the body of the request is. */
  readonly bodyBytes: number;
  /** So many callers take turns, each with a token of its own. */
  readonly callers?: number;
  /** The caller who comes first. */
  readonly firstCaller?: number;
}

/** Files of requests as they go over the wire, each written once. Disposing of it removes them. */
export class RequestFiles implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-requests-'));
  readonly #written = new Map<string, Promise<string>>();

  /** Where the requests are that ask this of a contestant. */
  fileFor(contestant: Contestant, ask: Ask): Promise<string> {
    const key = `${contestant.name}-${contestant.port}-${Object.values(ask).join('-')}`;
    const written = this.#written.get(key) ?? this.#write(join(this.#folder, key), contestant, ask);
    this.#written.set(key, written);
    return written;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  async #write(file: string, contestant: Contestant, ask: Ask): Promise<string> {
    await pipeline(Readable.from(requestsOf(contestant, ask)), createWriteStream(file));
    return file;
  }
}

function* requestsOf(contestant: Contestant, { kind, bodyBytes, callers = 1, firstCaller = 0 }: Ask): Iterable<Buffer> {
  const body = converseBodyOf(bodyBytes);
  for (let place = 0; place < callers; place += 1) {
    yield contestant.requestTo(kind, body, (firstCaller + place) % callers);
  }
}

/** A body for Converse of exactly so many bytes, and of at least as many as it takes to ask nothing. */
export function converseBodyOf(bytes: number): Buffer {
  const bodyWith = (text: string): string => JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] });
  return Buffer.from(bodyWith('a'.repeat(Math.max(0, bytes - bodyWith('').length))));
}
