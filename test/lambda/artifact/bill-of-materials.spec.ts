import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { billOfMaterials } from '../../../tools/lambda-artifact/bill-of-materials.ts';
import { BUILT } from './built-folders.js';

interface Bill {
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly metadata: { readonly timestamp?: string; readonly component: { readonly name: string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const read = (folder: string): Bill => JSON.parse(readFileSync(join(BUILT, folder, 'sbom.cdx.json'), 'utf8')) as Bill;

const licensed = (folder: string): readonly string[] => {
  const text = readFileSync(join(BUILT, folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  return text.split('='.repeat(80))[0]?.match(/^\S+ \d\S*$/gm) ?? [];
};

it.each(['gateway', 'authorizer', 'rotation'])(
  'has nothing in the %s of what containers and operators alone use',
  (folder) => {
    const names = read(folder).components.map(({ name }) => name);
    expect(names.filter((name) => /^@opentelemetry\/|^@aws-lambda-powertools\/|^commander$/.test(name))).toEqual([]);
  },
);

describe.each(['gateway', 'authorizer', 'rotation'])('the bill of materials of the %s', (folder) => {
  it('lists what the licences list, each version once', () => {
    const listed = read(folder).components.map(({ name, version }) => `${name} ${version}`);
    expect(listed).toEqual(licensed(folder));
    expect(listed).toContainEqual(expect.stringMatching(/^jose 6\./));
  });

  it('has the hash of every package in the registry', () => {
    const algorithms = read(folder).components.map(({ hashes }) => hashes?.map(({ alg }) => alg));
    expect(algorithms.filter((each) => !each?.includes('SHA-512'))).toEqual([]);
  });

  it('says what depends on what, and names nothing that it does not list', () => {
    const { components, dependencies } = read(folder);
    const refs = components.map((component) => component['bom-ref']);
    expect(dependencies.map(({ ref }) => ref).toSorted()).toEqual(refs.toSorted());
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  });

  it('is the same in every build: neither a time nor a serial number', () => {
    const { serialNumber, metadata } = read(folder);
    expect([serialNumber, metadata.timestamp]).toEqual([undefined, undefined]);
    expect(metadata.component.name).toBe(`dual-routing-gateway/${folder}`);
  });
});

it('a bill of materials names packages as the world knows them', () => {
  const { components } = read('gateway');
  expect(components.find(({ name }) => name === '@nestjs/core')?.purl).toMatch(/^pkg:npm\/%40nestjs\/core@12\./);
});

it('a bill of materials is not made of packages that nobody has locked', () => {
  const stranger = { name: 'a-stranger', version: '1.0.0', folder: '/nowhere' };
  expect(() => billOfMaterials('gateway', [stranger])).toThrow('The lock file does not name a-stranger@1.0.0');
});
