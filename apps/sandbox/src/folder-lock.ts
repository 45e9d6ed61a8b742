import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasSystemCode, SandboxError } from './sandbox.errors.js';

/** Locks that this process holds: its own id in a lock file says less, as a container's processes are all number 1. */
const heldHere = new Set<string>();

/** How often a lock that changes under our hands is tried anew. */
const maxTries = 5;

/**
 * Reserves a folder for this process until the returned function is called. The lock of a process that is no more
 * is taken over.
 * @throws SandboxError `folder-locked`
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(resolve(folder), 'lock');
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (heldHere.has(path)) break;
    if (await create(path)) return () => release(path);
    const holder = await readHolder(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new SandboxError(
        'folder-locked',
        `${folder} is in use by process ${holder}; if that is not a sandbox, remove ${path}`,
      );
    }
    await removeStale(path, holder);
  }
  throw new SandboxError('folder-locked', `${folder} is in use by another sandbox`);
}

/** Linked into place, so that nobody ever reads a lock without a number in it. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, String(process.pid));
    await link(draft, path);
    heldHere.add(path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function release(path: string): Promise<void> {
  if (heldHere.delete(path)) await rm(path, { force: true });
}

/** The process that wrote the lock; NaN when it says no such thing, undefined when it is gone. */
async function readHolder(path: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(path, 'utf8'), 10);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, but somebody else's.
    return hasSystemCode(error, 'EPERM');
  }
}

/** Moves the lock aside before removing it, so that of two who find it stale only one can take the new one away. */
async function removeStale(path: string, holder: number | undefined): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
    const moved = await readHolder(aside);
    if (!Object.is(moved, holder)) await link(aside, path);
    await rm(aside, { force: true });
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT') && !hasSystemCode(error, 'EEXIST')) throw error;
  }
}
