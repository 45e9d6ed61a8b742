import type { OfferedOperation } from '@app/bedrock';

export type { OfferedOperation } from '@app/bedrock';

/** The paths of the gateway that every case takes, as users write them behind its URL. */
export const ROUTE_PREFIXES = ['', '/internet', '/vpn'] as const;

/** One of the paths of the gateway that every case takes. */
export type RoutePrefix = (typeof ROUTE_PREFIXES)[number];

/** Where in the matrix a comparison belongs. Tests carry it in their `meta`, for whoever draws the matrix. */
export interface Place {
  readonly client: string;
  readonly operation: OfferedOperation;
  readonly prefix: RoutePrefix;
}

/** One comparison, and how it ended. */
export interface Comparison extends Place {
  readonly equal: boolean;
}

declare module 'vitest' {
  interface TaskMeta {
    /** Set by comparisons: where in the conformance matrix the test stands. */
    place?: Place;
  }
}
