import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject, parseJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { hasSystemCode, SandboxError } from '../sandbox.errors.js';
import type { Secret, SecretState } from './secret-state.js';
import { SecretsKeep } from './secrets-keep.js';

/** For the owner's eyes: the file may hold a real key. */
const fileMode = 0o600;

/**
 * Keeps secrets in one JSON file, which other processes may read at any time: it is never seen half written.
 * Only one process may change it (the one that holds the folder's lock); creating it is safe from any number.
 */
export class FileSecretsKeep extends SecretsKeep {
  private constructor(private readonly path: string) {
    super();
  }

  /**
   * Opens the file, or creates it with what `seed` makes. Of several processes that create it at once, one wins and
   * the others read what it wrote.
   * @throws SandboxError `secrets-unreadable`
   */
  static async open(path: string, seed: () => SecretState): Promise<FileSecretsKeep> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const keep = new FileSecretsKeep(path);
    if (!(await exists(path))) await keep.#create(seed());
    await keep.read();
    return keep;
  }

  override async read(): Promise<SecretState> {
    const state = parseJsonObject(await readFile(this.path));
    if (state !== undefined && isSecretState(state)) return state;
    throw new SandboxError('secrets-unreadable', `${this.path} is not a file of secrets; remove it to begin anew`);
  }

  protected override async write(state: SecretState): Promise<void> {
    await this.#viaTemporary(state, (temporary) => rename(temporary, this.path));
  }

  /** A link, unlike a rename, does not replace a file that another process has just created. */
  async #create(state: SecretState): Promise<void> {
    await this.#viaTemporary(state, async (temporary) => {
      await link(temporary, this.path).catch((error: unknown) => {
        if (!hasSystemCode(error, 'EEXIST')) throw error;
      });
    });
  }

  async #viaTemporary(state: SecretState, publish: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = `${this.path}.${randomUUID()}`;
    try {
      await writeFile(temporary, JSON.stringify(state, undefined, 2), { mode: fileMode, flag: 'wx', flush: true });
      await publish(temporary);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function isSecretState(value: JsonObject): value is SecretState {
  return Object.values(value).every(isSecret);
}

function isSecret(value: unknown): value is Secret {
  return isJsonObject(value) && typeof value['name'] === 'string' && Array.isArray(value['versions']);
}
