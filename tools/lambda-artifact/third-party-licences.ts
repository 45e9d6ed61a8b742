import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledPackage } from './bundled-packages.ts';

/** Files that a package's terms are in, its notices included (Apache-2.0, section 4d, wants them passed on). */
const TERMS = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$|\.licen[cs]e\.txt$/i;

/** What `package.json` may say: an SPDX id; or, in old packages, objects with one. */
interface LicenceFields {
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}

/**
 * The text of `THIRD-PARTY-LICENSES.txt`: each package with its version, the SPDX id it names, and its terms word for
 * word. A package without a text is named with its id alone.
 *
 * @throws if a package has neither.
 */
export function thirdPartyLicences(packages: readonly BundledPackage[]): string {
  const list = packages.map(({ name, version }) => `${name} ${version}`);
  const opening = `This software contains, in whole or in part:\n\n${list.join('\n')}\n`;
  return [opening, ...packages.map(termsOf)].join(`\n${'='.repeat(80)}\n\n`);
}

function termsOf({ name, version, folder }: BundledPackage): string {
  const id = licenceIdOf(folder);
  const texts = licenceTextsOf(folder);
  if (id === undefined && texts.length === 0) throw new Error(`${name} ${version} has no licence`);
  const heading = `${name} ${version}\nLicense: ${id ?? 'see below'}\n`;
  const body = texts.length > 0 ? texts.join('\n\n') : 'The package has no license text.';
  return `${heading}\n${body}\n`;
}

/** Its files of terms; without any, what its description says under the heading "License". */
function licenceTextsOf(folder: string): readonly string[] {
  const files = readdirSync(folder).sort();
  const texts = files.filter((file) => TERMS.test(file)).map((file) => readText(folder, file));
  if (texts.length > 0) return texts;
  const readmes = files.filter((file) => /^readme/i.test(file)).map((file) => readText(folder, file));
  return readmes.flatMap((text) => /^#+ *licen[cs]e *\n(.+)/ims.exec(text)?.[1]?.trim() ?? []);
}

function readText(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

function licenceIdOf(folder: string): string | undefined {
  const { license, licenses = [] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as LicenceFields;
  if (typeof license === 'string') return license;
  const types = [license, ...licenses].flatMap((each) => each?.type ?? []);
  return types.length > 0 ? types.join(' OR ') : undefined;
}
