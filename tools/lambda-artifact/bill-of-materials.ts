import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './artifact.ts';
import type { BundledPackage } from './bundled-packages.ts';

/** What of a CycloneDX component is passed on: what identifies it, its hash in the registry, its licence. */
interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly object[];
  readonly licenses?: readonly object[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** What npm says about the lock file. Source: CycloneDX 1.5 JSON schema. */
interface Bill {
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

let ofLock: Bill | undefined;

/**
 * The software bill of materials of one folder of the artifact, as CycloneDX 1.5 JSON: the packages that have at least
 * one byte in it, what they depend on among each other, and nothing that changes from one build to the next (no serial
 * number, no time).
 *
 * @throws if the lock file does not name one of the packages.
 */
export function billOfMaterials(name: string, packages: readonly BundledPackage[]): string {
  const bill = (ofLock ??= readLockedBill());
  const components = packages.map((each) => componentOf(each, bill));
  const refs = new Set(components.map((component) => component['bom-ref']));
  const dependencies = bill.dependencies.filter(({ ref }) => refs.has(ref));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: product(name) },
    components,
    dependencies: dependencies.map(({ ref, dependsOn }) => ({
      ref,
      dependsOn: dependsOn.filter((to) => refs.has(to)),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function product(folder: string): object {
  const { name, version, license } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    readonly [field in 'name' | 'version' | 'license']: string;
  };
  return { type: 'application', name: `${name}/${folder}`, version, licenses: [{ license: { id: license } }] };
}

function componentOf({ name, version }: BundledPackage, { components }: Bill): Component {
  const ref = `${name}@${version}`;
  const found = components.find((component) => component['bom-ref'].split('|')[0] === ref);
  if (found === undefined) throw new Error(`The lock file does not name ${ref}`);
  const { type, purl, hashes, licenses } = found;
  const known = { ...(hashes && { hashes }), ...(licenses && { licenses }) };
  return { 'bom-ref': found['bom-ref'], type, name, version, purl, ...known };
}

/** The lock file alone, so that what happens to be installed changes nothing. */
function readLockedBill(): Bill {
  const command = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const output = execFileSync('npm', command, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(output.toString('utf8')) as Bill;
}
