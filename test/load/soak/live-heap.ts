import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ForkedGateway } from '../../support/fork-gateway.js';

const PRELOAD = fileURLToPath(new URL('heap-on-signal.cjs', import.meta.url));

/** Weighs what a gateway really holds: its heap after all garbage is collected. */
export class LiveHeap implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async prepare(): Promise<LiveHeap> {
    return new LiveHeap(await mkdtemp(join(tmpdir(), 'live-heap-')));
  }

  /** What a gateway has to be started with. */
  get variables(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--require ${PRELOAD}`, HEAP_FILE: this.#file };
  }

  async weigh(gateway: ForkedGateway): Promise<number> {
    await writeFile(this.#file, '');
    process.kill(gateway.pid, 'SIGUSR2');
    await expectWritten(this.#file);
    return Number(await readFile(this.#file, 'utf8'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.folder, 'heap');
  }
}

async function expectWritten(file: string): Promise<void> {
  await expect.poll(() => readFile(file, 'utf8')).not.toBe('');
}
