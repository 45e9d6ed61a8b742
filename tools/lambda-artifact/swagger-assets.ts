import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readPackage, type BundledPackage } from './bundled-packages.ts';

/** What the page at `/docs` asks for, and nothing else. */
const ASSETS = [
  'favicon-16x16.png',
  'favicon-32x32.png',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
];

/** Copies the assets of Swagger UI to where `in-bundle/require-beside-bundle.ts` says that they are. */
export function copySwaggerAssets(artifactFolder: string): BundledPackage {
  const require = createRequire(import.meta.resolve('@nestjs/swagger'));
  const source = dirname(require.resolve('swagger-ui-dist/package.json'));
  const target = join(artifactFolder, 'swagger-ui');
  mkdirSync(target);
  for (const asset of ASSETS) copyFileSync(join(source, asset), join(target, asset));
  return readPackage(source);
}
