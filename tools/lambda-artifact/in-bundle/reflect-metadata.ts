/** What decorators note of one class or prototype: by member (none: of itself), then by key. */
type Notes = Map<string | symbol | undefined, Map<unknown, unknown>>;

const notesOf = new WeakMap<object, Notes>();

/**
 * Stands for `reflect-metadata`: the same functions with the same results, for targets that are classes as the language
 * has them now. The package looks for other copies of itself and for engines without `WeakMap`, in each of thousands of
 * calls that Nest makes at start. `Reflect.decorate` is left out: what compilers emit does the same itself.
 */
const reflection = {
  defineMetadata(key: unknown, value: unknown, target: object, member?: string | symbol): void {
    note(target, member).set(key, value);
  },

  metadata(key: unknown, value: unknown) {
    return (target: object, member?: string | symbol): void => reflection.defineMetadata(key, value, target, member);
  },

  getOwnMetadata(key: unknown, target: object, member?: string | symbol): unknown {
    return ownNotes(target, member)?.get(key);
  },

  hasOwnMetadata(key: unknown, target: object, member?: string | symbol): boolean {
    return ownNotes(target, member)?.has(key) ?? false;
  },

  getOwnMetadataKeys(target: object, member?: string | symbol): unknown[] {
    return [...(ownNotes(target, member)?.keys() ?? [])];
  },

  getMetadata(key: unknown, target: object, member?: string | symbol): unknown {
    return ownerOf(key, target, member)?.get(key);
  },

  hasMetadata(key: unknown, target: object, member?: string | symbol): boolean {
    return ownerOf(key, target, member) !== undefined;
  },

  getMetadataKeys(target: object, member?: string | symbol): unknown[] {
    const keys = new Set(reflection.getOwnMetadataKeys(target, member));
    for (let at = parentOf(target); at !== null; at = parentOf(at)) {
      for (const key of notesOf.get(at)?.get(member)?.keys() ?? []) keys.add(key);
    }
    return [...keys];
  },

  deleteMetadata(key: unknown, target: object, member?: string | symbol): boolean {
    return ownNotes(target, member)?.delete(key) ?? false;
  },
};

for (const [name, value] of Object.entries(reflection)) {
  Object.defineProperty(Reflect, name, { value, configurable: true, writable: true });
}

/** @throws {TypeError} for what has no identity. */
function note(target: object, member: string | symbol | undefined): Map<unknown, unknown> {
  let notes = notesOf.get(target);
  if (!notes) notesOf.set(target, (notes = new Map()));
  let ofMember = notes.get(member);
  if (!ofMember) notes.set(member, (ofMember = new Map()));
  return ofMember;
}

function ownNotes(target: object, member: string | symbol | undefined): Map<unknown, unknown> | undefined {
  // As the package does: to ask about a number or about nothing is a mistake.
  if (Object(target) !== target) throw new TypeError('Only objects and functions have metadata');
  return notesOf.get(target)?.get(member);
}

/** The notes with that key that are nearest: the target's own, or those of what it extends. */
function ownerOf(key: unknown, target: object, member: string | symbol | undefined): Map<unknown, unknown> | undefined {
  const own = ownNotes(target, member);
  if (own?.has(key)) return own;
  for (let at = parentOf(target); at !== null; at = parentOf(at)) {
    const inherited = notesOf.get(at)?.get(member);
    if (inherited?.has(key)) return inherited;
  }
  return undefined;
}

function parentOf(target: object): object | null {
  return Object.getPrototypeOf(target) as object | null;
}
