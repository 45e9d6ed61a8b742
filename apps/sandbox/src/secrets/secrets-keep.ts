import type { SecretState } from './secret-state.js';

/** Reads the state and makes the next one of it; what it returns beside the state is handed on. */
export type Change<T> = (state: SecretState) => readonly [next: SecretState, result: T];

/**
 * Where secrets are kept. Changes happen one after the other; a change that throws leaves everything as it was.
 *
 * @example
 * const versionId = await keep.change((state) => [putValue(state, 'name', 'value'), 'v2']);
 */
export abstract class SecretsKeep {
  #order: Promise<unknown> = Promise.resolve();

  abstract read(): Promise<SecretState>;
  protected abstract write(state: SecretState): Promise<void>;

  change<T>(step: Change<T>): Promise<T> {
    const done = this.#order.then(async () => {
      const state = await this.read();
      const [changed, result] = step(state);
      if (changed !== state) await this.write(changed);
      return result;
    });
    this.#order = done.catch(() => undefined);
    return done;
  }
}

/** Keeps secrets as long as the process lives. */
export class MemorySecretsKeep extends SecretsKeep {
  constructor(private state: SecretState) {
    super();
  }

  override read(): Promise<SecretState> {
    return Promise.resolve(this.state);
  }

  protected override write(state: SecretState): Promise<void> {
    this.state = state;
    return Promise.resolve();
  }
}
