import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasSystemCode, SandboxError } from './sandbox.errors.js';

/**
 * Locks that this process holds or is about to take: its own id in a lock file says less, as a container's processes are
 * all number 1. Whoever is second here is refused before touching the file.
 */
const takenHere = new Set<string>();

/** How often a lock that changes under our hands is tried anew. */
const maxTries = 5;

/**
 * Reserves a folder for this process until the returned function is called. The lock of a process that is no more
 * is taken over.
 * @throws SandboxError `folder-locked`
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), 'lock');
  if (takenHere.has(path)) throw lockedByAnother(folder);
  takenHere.add(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await take(path, folder);
  } catch (error) {
    takenHere.delete(path);
    throw error;
  }
  return releaseOnce(path);
}

async function take(path: string, folder: string): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (await create(path)) return;
    const holder = await readHolder(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new SandboxError(
        'folder-locked',
        `${folder} is in use by process ${holder}; if that is not a sandbox, remove ${path}`,
      );
    }
    await removeStale(path, holder);
  }
  throw lockedByAnother(folder);
}

function lockedByAnother(folder: string): SandboxError {
  return new SandboxError('folder-locked', `${folder} is in use by another sandbox`);
}

/** Gives the lock back when the file is gone, not before: the next one must not find what is about to go. */
function releaseOnce(path: string): () => Promise<void> {
  let isReleased = false;
  return async () => {
    if (isReleased) return;
    isReleased = true;
    await rm(path, { force: true });
    takenHere.delete(path);
  };
}

/** Linked into place, so that nobody ever reads a lock without a number in it. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, String(process.pid));
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
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
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await rename(path, aside);
    const moved = await readHolder(aside);
    if (!Object.is(moved, holder)) await link(aside, path);
    await rm(aside, { force: true });
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT') && !hasSystemCode(error, 'EEXIST')) throw error;
  }
}
