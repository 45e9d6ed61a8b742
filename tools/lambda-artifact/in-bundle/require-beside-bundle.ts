import { join } from 'node:path';

/** The folder with the assets of Swagger UI, as a package of that name would tell. */
const FOUND: Readonly<Record<string, unknown>> = {
  'swagger-ui-dist/absolute-path.js': () => join(import.meta.dirname, 'swagger-ui'),
};

/**
 * Stands for Node's function of this name in packages that look for others while they run: beside a bundle there is no
 * `node_modules`. What is not here is missing, in the words and with the code of Node.
 */
export function createRequire(): (name: string) => unknown {
  return (name) => {
    const found = FOUND[name];
    if (found !== undefined) return found;
    throw Object.assign(new Error(`Cannot find module '${name}': it is not in the bundle`), {
      code: 'MODULE_NOT_FOUND',
    });
  };
}
