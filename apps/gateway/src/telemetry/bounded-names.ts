/** What a name becomes that is not shown. */
export const OTHER = 'other';

/** What every monitoring system takes for a value; nothing that starts with a colon, which CloudWatch refuses. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,255}$/;

/**
 * Names that somebody outside has chosen, such as models and tenants, as values of a dimension: a name is taken in once
 * it is proven, and only so many per process. All others are `other`, so that nobody can make metrics by making up names.
 */
export class BoundedNames {
  readonly #known = new Set<string>();

  constructor(private readonly mostNames: number) {}

  /** The value for a name. @param isProven whether this request shows that there is such a thing. */
  valueOf(name: string, isProven: boolean): string {
    if (this.#known.has(name)) return name;
    if (!isProven || this.#known.size >= this.mostNames || !PLAIN_NAME.test(name)) return OTHER;
    this.#known.add(name);
    return name;
  }
}
