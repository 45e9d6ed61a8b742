import { SecretReader, type SecretStage, type SecretVersion } from '@app/bedrock';

/** Secrets in memory, for specs: versions can be changed and reads made to fail between two calls. */
export class MemorySecretReader extends SecretReader {
  /** Set: every read fails with it. */
  failure: Error | undefined;
  /** Secret ids and stages as they were asked for. */
  readonly reads: string[] = [];
  /** When the version of that secret and stage was made, e.g. `'tokens AWSCURRENT'`; unknown where nothing is put. */
  readonly createdAtEpochMs = new Map<string, number>();
  readonly #texts = new Map<string, string>();

  /** The versions of one secret; those that are not named do not exist. */
  put(secretId: string, versions: { readonly current?: string; readonly previous?: string }): this {
    this.#set(`${secretId} AWSCURRENT`, versions.current);
    this.#set(`${secretId} AWSPREVIOUS`, versions.previous);
    return this;
  }

  override async readVersion(...asked: Parameters<SecretReader['read']>): Promise<SecretVersion | undefined> {
    const text = await this.read(...asked);
    const createdAtEpochMs = this.createdAtEpochMs.get(`${asked[0]} ${asked[1]}`);
    return text === undefined ? undefined : { text, ...(createdAtEpochMs !== undefined && { createdAtEpochMs }) };
  }

  override async read(secretId: string, stage: SecretStage, signal: AbortSignal): Promise<string | undefined> {
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
