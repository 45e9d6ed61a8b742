/**
 * Loads a package of `test/conformance/package.json`. Those are installed apart from the others, so nothing may import
 * them as a file is loaded.
 *
 * @throws with the code `ERR_MODULE_NOT_FOUND` where it is not installed.
 */
export async function importOptional<M>(name: string): Promise<M> {
  return (await import(name)) as M;
}

/** Says what to run where a package of `test/conformance/package.json` is not installed; undefined where it is. */
export async function missingPackage(name: string): Promise<string | undefined> {
  try {
    await importOptional(name);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return `${name} is not installed; run: npm run clients:install`;
  }
}
