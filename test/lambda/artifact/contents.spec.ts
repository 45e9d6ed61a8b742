import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BUILT, filesIn } from './built-folders.js';

const FOLDERS = ['gateway', 'authorizer', 'rotation'];

/** The bundles of a folder, their chunks and their maps: name and text of each. */
const ours = (folder: string): readonly (readonly [name: string, text: string])[] =>
  filesIn(join(BUILT, folder))
    .filter((file) => /\.mjs(?:\.map)?$/.test(file))
    .map((file) => [file, readFileSync(join(BUILT, folder, file), 'utf8')]);

/** Names of chunks end with a hash of what is in them. */
const CHUNK = /-[A-Z0-9]{8}\.mjs(?:\.map)?$/;

const withoutChunks = (files: readonly string[]): readonly string[] => files.filter((file) => !CHUNK.test(file));

/** The sources, line by line, of a module and of all that it imports by name, directly or not. */
function readAtStart(folder: string, file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(join(BUILT, folder, file), 'utf8');
  const imported = [...text.matchAll(/(?:from|import)"\.\/([^"]+\.mjs)"/g)].map(([, name = '']) => name);
  const { sources } = JSON.parse(readFileSync(join(BUILT, folder, `${file}.map`), 'utf8')) as SourceMapPayload;
  return [...sources, ...imported.map((name) => readAtStart(folder, name, seen))].join('\n');
}

/** What keys look like. Sources: AWS IAM user guide, unique identifiers; RFC 7468; RFC 7519, section 3. */
const SECRETS = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bABSK[A-Za-z0-9+/]{20}/,
  /bedrock-api-key-[A-Za-z0-9]/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
];

describe('the Lambda artifact', () => {
  it('has the bundles with their chunks, their maps, licences and bills of materials, the assets of Swagger UI, and nothing else', () => {
    expect(withoutChunks(filesIn(BUILT))).toEqual([
      'authorizer/THIRD-PARTY-LICENSES.txt',
      'authorizer/authorizer.mjs',
      'authorizer/authorizer.mjs.map',
      'authorizer/sbom.cdx.json',
      'gateway/THIRD-PARTY-LICENSES.txt',
      'gateway/lambda.mjs',
      'gateway/lambda.mjs.map',
      'gateway/sbom.cdx.json',
      'gateway/swagger-ui/favicon-16x16.png',
      'gateway/swagger-ui/favicon-32x32.png',
      'gateway/swagger-ui/swagger-ui-bundle.js',
      'gateway/swagger-ui/swagger-ui-standalone-preset.js',
      'gateway/swagger-ui/swagger-ui.css',
      'rotation/THIRD-PARTY-LICENSES.txt',
      'rotation/rotation.mjs',
      'rotation/rotation.mjs.map',
      'rotation/sbom.cdx.json',
    ]);
  });

  it.each(FOLDERS)('has no chunk in the %s that nothing imports', (folder) => {
    const modules = filesIn(join(BUILT, folder)).filter((file) => file.endsWith('.mjs'));
    const text = modules.map((file) => readFileSync(join(BUILT, folder, file), 'utf8')).join('\n');
    expect(modules.filter((file) => CHUNK.test(file) && !text.includes(`"./${file}"`))).toEqual([]);
  });

  it('reads nothing at start of what only some requests or settings need', () => {
    const started = readAtStart('gateway', 'lambda.mjs');
    expect(started).toContain('/apps/gateway/src/create-app.ts');
    expect(started).toContain('/node_modules/@aws-sdk/client-secrets-manager/');
    const lazy = ['@nestjs/swagger', '@aws-sdk/client-lambda', '@aws-sdk/client-kms', '@aws-sdk/client-sts'];
    expect(lazy.filter((name) => started.includes(`/node_modules/${name}/`))).toEqual([]);
    expect(started).not.toContain('/node_modules/@aws-sdk/client-bedrock');
  });

  it('knows in the authorizer neither the framework nor a client that it does not need', () => {
    const started = readAtStart('authorizer', 'authorizer.mjs');
    expect(started).not.toMatch(/\/node_modules\/(?:@nestjs\/|undici\/|@aws-sdk\/client-(?!secrets-manager\/))/);
  });

  it.each([
    ['gateway', 2_500_000],
    ['authorizer', 600_000],
    ['rotation', 1_000_000],
  ])('is small when it is zipped: %s at most %i bytes', (name, limit) => {
    const folder = join(BUILT, name);
    const files = filesIn(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]);
    expect(zipSync(Object.fromEntries(files)).length).toBeLessThanOrEqual(limit);
  });

  it.each(FOLDERS)('says nothing of the machine that built it: %s', (folder) => {
    const machine = /(?:\/home\/|\/root\/|\/Users\/|\/work\/|\/tmp\/)\w/;
    expect(ours(folder).flatMap(([name, text]) => (machine.test(text) ? [name] : []))).toEqual([]);
  });

  it.each(FOLDERS)('has nothing in it that looks like a secret: %s', (folder) => {
    const found = ours(folder).filter(([, text]) => SECRETS.some((secret) => secret.test(text)));
    expect(found.map(([name]) => name)).toEqual([]);
  });

  it('has maps that name the sources and leave their text in the repository', () => {
    const map = JSON.parse(readFileSync(join(BUILT, 'gateway/lambda.mjs.map'), 'utf8')) as Record<string, unknown>;
    expect(map['sources']).toContain('../../../apps/gateway/src/create-app.ts');
    expect(map['sourcesContent']).toBeUndefined();
    // Functions have no page for operators.
    for (const [name, text] of ours('gateway').filter(([file]) => file.endsWith('.map'))) {
      expect(
        (JSON.parse(text) as SourceMapPayload).sources.filter((source) => source.includes('/console/')),
        name,
      ).toEqual([]);
    }
  });

  it('has maps that lead from a place in the bundle to the line of the source', () => {
    const lines = readFileSync(join(BUILT, 'gateway/lambda.mjs'), 'utf8').split('\n');
    const map = new SourceMap(
      JSON.parse(readFileSync(join(BUILT, 'gateway/lambda.mjs.map'), 'utf8')) as SourceMapPayload,
    );
    const [text, source] = ['Every route was tried and failed', 'libs/routing/src/errors.ts'];
    const line = lines.findIndex((candidate) => candidate.includes(text));
    const entry = map.findEntry(line, lines[line]?.indexOf(text) ?? -1);
    if (!('originalSource' in entry)) throw new Error('The map does not know the place');
    expect(entry.originalSource.endsWith(source)).toBe(true);
    expect(readFileSync(source, 'utf8').split('\n')[entry.originalLine]).toContain(text);
  });
});
