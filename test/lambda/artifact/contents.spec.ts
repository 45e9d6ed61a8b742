import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BUILT, filesIn } from './built-folders.js';

const OURS = [
  'gateway/lambda.mjs',
  'gateway/lambda.mjs.map',
  'authorizer/authorizer.mjs',
  'authorizer/authorizer.mjs.map',
  'rotation/rotation.mjs',
  'rotation/rotation.mjs.map',
];

/** What keys look like. Sources: AWS IAM user guide, unique identifiers; RFC 7468; RFC 7519, section 3. */
const SECRETS = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bABSK[A-Za-z0-9+/]{20}/,
  /bedrock-api-key-[A-Za-z0-9]/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
];

describe('the Lambda artifact', () => {
  it('has the bundles, their maps, licences and bills of materials, the assets of Swagger UI, and nothing else', () => {
    expect(filesIn(BUILT)).toEqual([
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

  it.each([
    ['gateway', 2_500_000],
    ['authorizer', 600_000],
    ['rotation', 1_000_000],
  ])('is small when it is zipped: %s at most %i bytes', (name, limit) => {
    const folder = join(BUILT, name);
    const files = filesIn(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]);
    expect(zipSync(Object.fromEntries(files)).length).toBeLessThanOrEqual(limit);
  });

  it.each(OURS)('says nothing of the machine that built it: %s', (file) => {
    expect(readFileSync(join(BUILT, file), 'utf8')).not.toMatch(/(?:\/home\/|\/root\/|\/Users\/|\/work\/|\/tmp\/)\w/);
  });

  it.each(OURS)('has nothing in it that looks like a secret: %s', (file) => {
    const text = readFileSync(join(BUILT, file), 'utf8');
    expect(SECRETS.filter((secret) => secret.test(text))).toEqual([]);
  });

  it('has maps that name the sources and leave their text in the repository', () => {
    const map = JSON.parse(readFileSync(join(BUILT, 'gateway/lambda.mjs.map'), 'utf8')) as Record<string, unknown>;
    expect(map['sources']).toContain('../../../apps/gateway/src/create-app.ts');
    expect(map['sourcesContent']).toBeUndefined();
    // Functions have no page for operators, and do not pay for one at each of their starts.
    expect((map['sources'] as string[]).filter((source) => /\/console\//.test(source))).toEqual([]);
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
