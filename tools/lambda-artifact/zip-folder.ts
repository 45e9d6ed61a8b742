import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** The oldest date that a zip can hold. The same files give the same zip. */
const EPOCH = new Date(1980, 0, 1);

/** How much there is to deploy. */
export interface FolderSize {
  readonly files: number;
  readonly rawBytes: number;
  readonly zipBytes: number;
}

/** The files below a folder, as paths from there, in order. */
export function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map((file) => file.slice(folder.length + 1)).sort();
}

/** Measures a folder, zipped as the AWS CLI and SAM zip it: with deflate. */
export function measureFolder(folder: string): FolderSize {
  const files = listFiles(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))] as const);
  const zip = zipSync(Object.fromEntries(files), { level: 6, mtime: EPOCH });
  return {
    files: files.length,
    rawBytes: files.reduce((sum, [, content]) => sum + content.length, 0),
    zipBytes: zip.length,
  };
}
