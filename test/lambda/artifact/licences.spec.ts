import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BundledPackage } from '../../../tools/lambda-artifact/bundled-packages.ts';
import { thirdPartyLicences } from '../../../tools/lambda-artifact/third-party-licences.ts';
import { BUILT } from './built-folders.js';

const read = (name: string): string => readFileSync(join(BUILT, name, 'THIRD-PARTY-LICENSES.txt'), 'utf8');

/** The lines before the first licence: name and version of each package. */
const namesIn = (text: string): readonly string[] => text.split('='.repeat(80))[0]?.match(/^\S+(?= \d)/gm) ?? [];

describe('the licences in the gateway', () => {
  it('name every package that is in it', () => {
    expect(namesIn(read('gateway'))).toEqual(
      expect.arrayContaining([
        '@aws-sdk/client-lambda',
        '@aws-sdk/client-secrets-manager',
        '@aws-sdk/client-sts',
        '@nestjs/common',
        '@nestjs/core',
        '@nestjs/swagger',
        'class-validator',
        'cockatiel',
        'express',
        'jose',
        'passport',
        'passport-jwt',
        'rxjs',
        'swagger-ui-dist',
        'undici',
        'uuid',
      ]),
    );
  });

  it('name none that was left out, and none of our own', () => {
    const names = namesIn(read('gateway'));
    const absent = /^(?:multer|body-parser|iconv-lite|libphonenumber-js|jsonwebtoken|file-type|@app\/.*)$/;
    expect(names.filter((name) => absent.test(name))).toEqual([]);
  });

  it('hold the terms word for word, with their notices', () => {
    const text = read('gateway');
    expect(text).toContain('Copyright (c) 2017-present Kamil Mysliwiec');
    expect(text).toContain('Copyright (c) Matteo Collina and Undici contributors');
    expect(text).toContain('Apache License');
    expect(text).toContain('Copyright 2020-2021 SmartBear Software Inc.');
  });
});

describe('the licences in the authorizer', () => {
  it('name what is in it, and no part of the framework', () => {
    const names = namesIn(read('authorizer'));
    expect(names).toContain('jose');
    expect(names).toContain('@aws-sdk/client-secrets-manager');
    expect(names.filter((name) => name.startsWith('@nestjs/'))).toEqual([]);
  });
});

describe('thirdPartyLicences', () => {
  it('names a package without a text with its id alone', () => {
    expect(thirdPartyLicences([packageWith({ license: 'MIT' })])).toContain(
      'some-package 1.0.0\nLicense: MIT\n\nThe package has no license text.',
    );
  });

  it('finds the ids of old packages, and terms in a description', () => {
    const old = packageWith(
      { licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] },
      '# Name\n\n## License\n\nAs you like.',
    );
    expect(thirdPartyLicences([old])).toContain('License: MIT OR GPL-2.0\n\nAs you like.\n');
  });

  it('ends the build over a package with neither', () => {
    expect(() => thirdPartyLicences([packageWith({}, '# Name\n\nNothing is said.')])).toThrow(
      'some-package 1.0.0 has no licence',
    );
  });
});

function packageWith(fields: object, readme = ''): BundledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(fields));
  if (readme !== '') writeFileSync(join(folder, 'README.md'), readme);
  return { name: 'some-package', version: '1.0.0', folder };
}
