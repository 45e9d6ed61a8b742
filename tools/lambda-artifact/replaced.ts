import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A module that importers get in place of the one they name. */
export interface Replacement {
  /** What importers write. */
  readonly name: string;
  /** Whose imports are meant: a part of their paths; unset: everybody's. The first that fits counts. */
  readonly importedBy?: string;
  readonly reason: string;
  /**
   * The file they get, which goes where nothing of it is used unless it has effects; or the source text of a module made
   * for them.
   */
  readonly by: { readonly file: string; readonly hasEffects?: true } | { readonly text: string };
}

const { resolve } = createRequire(import.meta.url);

const beside = { file: inBundle('require-beside-bundle.ts') };
const asOnePackage = 'its entry for Node is CommonJS, of which all is bundled; of this one, what is used';
const noPackages = 'asks for packages while it runs, and there are none beside a bundle but the assets of Swagger UI';

/** Parts of undici, each from its own file: the package has one CommonJS entry that takes everything with it. */
const undiciParts = `
  export { default as Pool } from 'undici/lib/dispatcher/pool.js';
  export { default as buildConnector } from 'undici/lib/core/connect.js';
  export { default as errors } from 'undici/lib/core/errors.js';
`;

/** Everything that is bundled in place of something else. */
export const REPLACED: readonly Replacement[] = [
  { name: 'rxjs', reason: asOnePackage, by: { file: siblingOf('rxjs', 'dist/esm/index.js') } },
  { name: 'rxjs/operators', reason: asOnePackage, by: { file: siblingOf('rxjs', 'dist/esm/operators/index.js') } },
  {
    name: 'debug',
    reason: 'for people who debug Express with `DEBUG` set; called for each route while they are registered',
    by: { text: 'module.exports = () => () => undefined;' },
  },
  {
    name: 'reflect-metadata',
    reason: 'works in engines of any age, and is half of what Nest does at start',
    by: { file: inBundle('reflect-metadata.ts'), hasEffects: true },
  },
  {
    name: '@nestjs/swagger',
    importedBy: '/apps/gateway/dist/docs/',
    reason: 'decorates what was noted, before the document is made',
    by: { file: inBundle('swagger-with-notes.ts'), hasEffects: true },
  },
  {
    name: '@nestjs/swagger',
    importedBy: '/apps/gateway/dist/',
    reason: 'its decorators say what the document is to say: they are noted, and loaded when somebody asks for it',
    by: { file: inBundle('noted-decorators.ts') },
  },
  { name: 'undici', reason: asOnePackage, by: { text: undiciParts } },
  { name: 'node:module', importedBy: '/node_modules/@nestjs/', reason: noPackages, by: beside },
  { name: 'module', importedBy: '/node_modules/@nestjs/', reason: noPackages, by: beside },
  ...['node:http', 'http'].map((name) => ({
    name,
    reason: 'as an ES module Node reads each of its exports, and one of them loads all of its built-in undici',
    by: { text: `module.exports = require('node:http');` },
  })),
];

function inBundle(file: string): string {
  return fileURLToPath(new URL(`in-bundle/${file}`, import.meta.url));
}

function siblingOf(packageName: string, path: string): string {
  return resolve(`${packageName}/package.json`).replace(/package\.json$/, path);
}

/**
 * Packages whose modules only define what they export, although they do not say so: of their front doors, only what is
 * used is bundled. What an import does besides would be lost; esbuild warns of such imports, and warnings end the build.
 */
export const TREE_SHAKEN: readonly string[] = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/mapped-types',
  '@nestjs/passport',
  '@nestjs/platform-express',
  '@nestjs/swagger',
  '@nestjs/terminus',
];
