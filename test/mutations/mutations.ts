/** One defect that somebody could bring in, and the spec that has to notice it. */
export interface Mutation {
  /** What the gateway would do wrong. */
  readonly defect: string;
  /** Path from the root of the project. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The file that has to fail. */
  readonly spec: string;
}

/** Each takes one safeguard away. */
export const MUTATIONS: readonly Mutation[] = [
  {
    defect: 'the gate before each attempt lets every data class through',
    file: 'libs/routing/src/clear-for-route.ts',
    find: 'if (!classes.mayTake(dataClass, route)) throw',
    replace: 'if (false) throw',
    spec: 'libs/routing/src/fail-closed.spec.ts',
  },
];
