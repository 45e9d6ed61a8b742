import type { Request } from 'express';

/** The query of a request: decoded once, repeated parameters kept apart. */
export function queryOf({ url }: Pick<Request, 'url'>): URLSearchParams {
  const [, ...query] = url.split('?');
  return new URLSearchParams(query.join('?'));
}
