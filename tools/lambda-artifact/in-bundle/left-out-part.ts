/** Thrown where code reaches a part of a package that the bundle was built without. */
export class LeftOutOfBundleError extends Error {
  override readonly name = 'LeftOutOfBundleError';
  readonly code = 'ERR_LEFT_OUT_OF_BUNDLE';

  constructor(part: string) {
    super(`${part} was left out of this bundle: see left-out.ts of the build`);
  }
}

/**
 * Stands for a module, or for a function of one, that the bundle was built without.
 *
 * @param reads members that may be read, because modules do so while they load. To call the module or such a member, or
 *   to read any other, throws.
 */
export function leftOutPart(part: string, reads: readonly string[] = []): object {
  const refuse = (member = ''): never => {
    throw new LeftOutOfBundleError(part + member);
  };
  // A function that `new` takes as well: of an arrow function, that could not be trapped.
  const members = Object.fromEntries(reads.map((name) => [name, leftOutPart(`${part}.${name}`)]));
  const target: object = Object.assign(function leftOut() {}, members);
  return new Proxy(target, {
    get: (_target, name) => {
      // Asked by the bundle's own import code, and by nobody else.
      if (name === '__esModule') return false;
      return members[String(name)] ?? refuse(`.${String(name)}`);
    },
    apply: () => refuse(),
    construct: () => refuse(),
  });
}
