import { DataClassUnknownError } from './errors.js';
import type { Route } from './route.js';

/**
 * The operator's data classes, each with the routes it may take. Immutable: what is not listed is denied.
 *
 * @example
 * const classes = new DataClassification(new Map([['cui', ['vpn']]]), 'cui');
 * classes.mayTake('cui', 'internet'); // false
 */
export class DataClassification {
  private readonly routesByClass: ReadonlyMap<string, ReadonlySet<Route>>;

  /** @throws {DataClassUnknownError} if the default is not one of the classes: such a policy must not start. */
  constructor(
    classes: ReadonlyMap<string, readonly Route[]>,
    private readonly defaultClass: string,
  ) {
    this.routesByClass = new Map([...classes].map(([name, routes]) => [name, new Set(routes)]));
    if (!this.routesByClass.has(defaultClass)) throw new DataClassUnknownError();
  }

  /**
   * The class of a request: the one its header names, else the only one its token grants, else the operator's default.
   * An unmodified SDK sends no header.
   *
   * @throws {DataClassUnknownError} if that is not a configured class.
   */
  resolve(named: string | undefined, granted: ReadonlySet<string>): string {
    const [only] = granted;
    const resolved = named ?? (granted.size === 1 && only !== undefined ? only : this.defaultClass);
    if (!this.routesByClass.has(resolved)) throw new DataClassUnknownError();
    return resolved;
  }

  /** Whether data of this class may take this route. Unknown classes may take none. */
  mayTake(dataClass: string, route: Route): boolean {
    return this.routesByClass.get(dataClass)?.has(route) ?? false;
  }
}
