import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';
import { temporaryFolder } from './testing/temporary-folder.js';

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('The lock of a folder', () => {
  it('holds until it is released', async () => {
    const folder = await temporaryFolder();
    const release = await lockFolder(folder);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'folder-locked' });
    await release();
    await (
      await lockFolder(folder)
    )();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('of a living process is respected, and named', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), String(process.ppid));
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.ppid}`);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(String(process.ppid));
  });

  it.each([
    ['a dead process', (): string => String(deadPid())],
    ['an earlier life of this process number', (): string => String(process.pid)],
    ['nobody', (): string => 'not a number'],
  ])('of %s is taken over', async (_, holder) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), holder());
    const release = await lockFolder(folder);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
    await release();
  });

  it('goes to exactly one of many who find it stale', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), String(deadPid()));
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
