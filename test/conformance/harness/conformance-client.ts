import type { Fault } from '../../../apps/sandbox/src/sandbox.js';
import type { OfferedOperation } from '../matrix/tally.js';

/** All that a user changes to come from Bedrock to the gateway: the endpoint, and the token. */
export interface Target {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Bedrock's API key, or a token of the gateway. */
  readonly token: string;
}

/** One thing that a client does, the same against Bedrock and through the gateway. */
export interface ConformanceCase {
  readonly operation: OfferedOperation;
  /** What is special about it; with the operation, unique within a client. */
  readonly name: string;
  /** What is wrong with Bedrock meanwhile, on both routes, until every target has been asked. */
  readonly fault?: Fault;
  /**
   * A word of what Bedrock itself must have shown or thrown, in upper or lower case: two empty answers are equal, too,
   * and prove nothing.
   */
  readonly shows: string;
  /**
   * Does it with a fresh client of the library, and resolves with everything that its user can see. What it throws is
   * compared as well.
   */
  readonly run: (target: Target) => Promise<unknown>;
}

/** What differs from call to call, with or without a gateway in between. */
export interface PerCallField {
  /** The last keys on the way to it, e.g. `['$metadata', 'totalRetryDelay']`. */
  readonly keys: readonly string[];
  /** Only texts of this form; anything else at this place is compared. */
  readonly form?: RegExp;
  /** There on one side only: it is left out, not covered. */
  readonly leftOut?: true;
  readonly reason: string;
}

/** A published client library or program, with what is done with it. */
export interface ConformanceClient {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
  readonly perCall: readonly PerCallField[];
  /** How many calls are under way at once, where it is not the usual number. */
  readonly concurrency?: number;
  /** Why it cannot be used on this machine, with what to do about it; undefined when it can. */
  readonly missing: () => Promise<string | undefined>;
  /** Ends what it has started beside the calls. */
  readonly close?: () => Promise<void>;
}
