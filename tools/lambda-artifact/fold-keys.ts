/** How the AWS SDK's schema files begin their constants: `const _hE = "httpError";`. */
const CONSTANT = /^const (_\w+) = ("[^"\\]*");$/gm;

/**
 * Writes computed keys of a schema file of the AWS SDK out: `{ [_hE]: 400 }` becomes `{ "httpError": 400 }`. It says the
 * same, but esbuild takes a computed key for something that may do anything, and so keeps all schemas of a service for
 * the sake of one operation.
 */
export function foldKeys(source: string): string {
  const constants = new Map([...source.matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
  return source.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const value = constants.get(name);
    return value === undefined ? key : `${value}:`;
  });
}
