import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { REPOSITORY } from './artifact.ts';
import { isLeftOut } from './leave-out.plugin.ts';

/** A package of npm of which something is distributed. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** Where it is installed. */
  readonly folder: string;
}

/** The packages of npm with at least one byte in a bundle, in the order of their names. */
export function bundledPackages({ outputs }: Metafile): readonly BundledPackage[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const paths = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const folders = new Set(paths.filter((path) => !isLeftOut(path)).flatMap(packageFolderOf));
  return inOrder([...folders].map(readPackage));
}

/** An installed package. */
export function readPackage(folder: string): BundledPackage {
  const file = join(folder, 'package.json');
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Partial<BundledPackage>;
  if (name === undefined || version === undefined) throw new Error(`${file} says no name or version`);
  return { name, version, folder };
}

/** The same version may be installed in several places. */
function inOrder(packages: readonly BundledPackage[]): readonly BundledPackage[] {
  const once = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** None for our own code and for what the build made. */
function packageFolderOf(path: string): readonly string[] {
  const [, root, name] = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  if (root === undefined || name === undefined) return [];
  const folder = join(REPOSITORY, root, name);
  if (!existsSync(folder)) throw new Error(`Nothing is installed in ${folder}`);
  return [folder];
}
