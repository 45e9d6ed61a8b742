import { readFileSync } from 'node:fs';

/** A package as a lock file pins it. */
export interface LockedPackage {
  /** Where it is installed, e.g. `node_modules/jose`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression; undefined where the package names none in today's form. */
  readonly licence?: string;
  /** Hash of what the registry gave when it was locked. */
  readonly integrity?: string;
  readonly hasInstallScript: boolean;
  /** Needed to build and test, never to run. */
  readonly isDevelopment: boolean;
}

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** The packages of others in a `package-lock.json` (version 3): neither the root nor workspaces. */
export function readLock(file: string): readonly LockedPackage[] {
  return parseLock(readFileSync(file, 'utf8'));
}

/** As `readLock`, of its text. */
export function parseLock(text: string): readonly LockedPackage[] {
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Entry>> };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  return installed.map(([path, entry]) => ({
    path,
    name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version ?? '',
    ...(entry.license !== undefined && { licence: entry.license }),
    ...(entry.integrity !== undefined && { integrity: entry.integrity }),
    hasInstallScript: entry.hasInstallScript === true,
    isDevelopment: entry.dev === true,
  }));
}
