import { writeFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { FileSecretsKeep } from './file-secrets-keep.js';
import type { SecretState } from './secret-state.js';

function stateOf(value: string): SecretState {
  const versions = [{ id: 'v1', secretString: value, stages: ['AWSCURRENT'], createdAtEpochMs: 0 }];
  return { s: { name: 's', arn: 'arn', createdAtEpochMs: 0, versions } };
}

describe('The file of secrets', () => {
  it('refuses what is no such file, without touching it', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    for (const text of ['', '{"s":1}', '[]', '{"s":{"name":"s"}}']) {
      await writeFile(path, text);
      await expect(FileSecretsKeep.open(path, () => stateOf('x'))).rejects.toMatchObject({
        code: 'secrets-unreadable',
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });

  it('is for its owner only, and leaves no other file behind', async () => {
    const folder = join(await temporaryFolder(), 'made', 'for-it');
    const keep = await FileSecretsKeep.open(join(folder, 'secrets.json'), () => stateOf('one'));
    await keep.change(() => [stateOf('two'), undefined]);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toStrictEqual(['secrets.json']);
  });

  it('has one content for all who create it at once', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    // Each reads as soon as it has opened: what it was told then must stay true.
    const openAndRead = async (index: number): Promise<SecretState> =>
      (await FileSecretsKeep.open(path, () => stateOf(`writer ${index}`))).read();
    const states = await Promise.all(Array.from({ length: 20 }, (_, index) => openAndRead(index)));
    states.push(await openAndRead(20));
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1);
  });

  it('is left as it is when another process creates it in the very moment', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    const keep = await FileSecretsKeep.open(path, () => {
      // The seed is made after the look whether there is a file, and before ours is put in its place.
      writeFileSync(path, JSON.stringify(stateOf('the other')));
      return stateOf('ours');
    });
    expect(await keep.read()).toStrictEqual(stateOf('the other'));
  });

  it('is read anew each time, and keeps what it has when a change fails', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    const writer = await FileSecretsKeep.open(path, () => stateOf('one'));
    const reader = await FileSecretsKeep.open(path, () => stateOf('never'));
    await writer.change(() => [stateOf('two'), undefined]);
    expect(await reader.read()).toStrictEqual(stateOf('two'));
    const failing = writer.change(() => {
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await writer.change((state) => [state, state])).toStrictEqual(stateOf('two'));
  });

  it('loses no change when many come at once', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    const keep = await FileSecretsKeep.open(path, () => ({}));
    const [secret] = Object.values(stateOf('x'));
    if (secret === undefined) throw new TypeError('no secret');
    const add = (index: number): Promise<void> =>
      keep.change((state) => [{ ...state, [`s${index}`]: { ...secret, name: `s${index}` } }, undefined]);
    await Promise.all(Array.from({ length: 20 }, (_, index) => add(index)));
    expect(Object.keys(await keep.read())).toHaveLength(20);
  });
});
