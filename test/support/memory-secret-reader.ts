import type { SecretReader } from '@app/bedrock';

/** Secrets in memory, for specs: versions can be changed and reads made to fail between two calls. */
export class MemorySecretReader implements SecretReader {
  /** Set: every read fails with it. */
  failure: Error | undefined;
  /** Secret ids and stages as they were asked for. */
  readonly reads: string[] = [];
  readonly #texts = new Map<string, string>();

  /** The versions of one secret; those that are not named do not exist. */
  put(secretId: string, versions: { readonly current?: string; readonly previous?: string }): this {
    this.#set(`${secretId} AWSCURRENT`, versions.current);
    this.#set(`${secretId} AWSPREVIOUS`, versions.previous);
    return this;
  }

  async read(secretId: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS', signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    this.reads.push(`${secretId} ${stage}`);
    if (this.failure) throw this.failure;
    return await Promise.resolve(this.#texts.get(`${secretId} ${stage}`));
  }

  #set(version: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(version);
    else this.#texts.set(version, text);
  }
}
