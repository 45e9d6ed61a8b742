import { invalid } from '../bedrock-problem.js';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

const maxPageSize = 1000;

/**
 * Cuts a list as `maxResults` and `nextToken` of a request's query ask.
 * @throws BedrockProblem `ValidationException` for a size or a token that this list never gave
 */
export function pageOf<T>(list: readonly T[], query: URLSearchParams): Page<T> {
  const size = Number(query.get('maxResults') ?? maxPageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize) {
    throw invalid(`Value at 'maxResults' failed to satisfy constraint: Member must be between 1 and ${maxPageSize}`);
  }
  const start = readToken(query.get('nextToken'), list.length);
  const end = start + size;
  return { items: list.slice(start, end), nextToken: end < list.length ? tokenFor(end) : undefined };
}

function tokenFor(start: number): string {
  return Buffer.from(`from:${start}`).toString('base64url');
}

function readToken(token: string | null, length: number): number {
  if (token === null) return 0;
  const start = Number(/^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN);
  if (!(start <= length)) throw invalid('The provided nextToken is invalid.');
  return start;
}
