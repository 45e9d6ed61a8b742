import type { LockedPackage } from './read-lock.ts';

/** The parts of a `package.json` that say what is installed. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Dependencies that are asked for by anything but an exact version. */
export function rangeProblems({ name, dependencies, devDependencies }: Manifest): readonly string[] {
  const asked = Object.entries({ ...dependencies, ...devDependencies });
  return asked
    .filter(([, range]) => !EXACT.test(range))
    .map(([dependency, range]) => `${name} asks for ${dependency} ${range}: an exact version is wanted`);
}

/** Packages that could be another one tomorrow: locked without the hash of what was installed. */
export function integrityProblems(packages: readonly LockedPackage[]): readonly string[] {
  return packages
    .filter(({ integrity }) => !integrity?.startsWith('sha512-'))
    .map(({ name, version }) => `${name}@${version} is locked without a SHA-512 hash`);
}

/** Install scripts that nobody has decided about, and decisions about scripts that are not there. */
export function installScriptProblems(
  packages: readonly LockedPackage[],
  { allowScripts = {} }: Pick<Manifest, 'allowScripts'>,
): readonly string[] {
  const withScript = packages.filter((each) => each.hasInstallScript).map(({ name }) => name);
  const undecided = withScript.filter((name) => !Object.hasOwn(allowScripts, name));
  const idle = Object.keys(allowScripts).filter((name) => !withScript.includes(name));
  return [
    ...undecided.map((name) => `${name} has an install script: add it to allowScripts`),
    ...idle.map((name) => `${name} has no install script: take it out of allowScripts`),
  ];
}
