import { fileURLToPath } from 'node:url';

/** Top folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** One of the folders that are deployed: `CodeUri` of a function names it. */
export interface ArtifactFolder {
  /** Its name below `dist/lambda`. */
  readonly name: 'gateway' | 'authorizer' | 'rotation';
  /** The compiled entry, from the top of the repository. */
  readonly entry: string;
  /** The bundle; its exports are the handlers. */
  readonly bundle: string;
  /** Whether `/docs` is served from it. */
  readonly hasSwaggerUi: boolean;
  /** Largest zip that is accepted. */
  readonly maxZipBytes: number;
}

/** Everything that is deployed. */
export const ARTIFACT: readonly ArtifactFolder[] = [
  {
    name: 'gateway',
    entry: 'apps/gateway/dist/lambda.js',
    bundle: 'lambda.mjs',
    hasSwaggerUi: true,
    maxZipBytes: 2_500_000,
  },
  {
    name: 'authorizer',
    entry: 'apps/gateway/dist/authorizer.js',
    bundle: 'authorizer.mjs',
    hasSwaggerUi: false,
    maxZipBytes: 600_000,
  },
  {
    name: 'rotation',
    entry: 'apps/gateway/dist/rotation.js',
    bundle: 'rotation.mjs',
    hasSwaggerUi: false,
    maxZipBytes: 1_000_000,
  },
];
