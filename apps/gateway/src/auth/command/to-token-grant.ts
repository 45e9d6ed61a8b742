import { ROUTES } from '@app/routing';
import type { DataClasses } from '../../config/data-classes-config.js';
import { LONGEST_GLOB, MOST_ENTRIES, TENANT_NAME } from '../caller.js';
import { PRINTABLE_NAME } from '../check-claims.js';
import type { TokenGrant } from '../issue-token.js';
import { PERMISSIONS } from '../permissions.js';
import type { Options } from './read-options.js';
import { TokenArgumentError } from './token-argument.error.js';

/** What of a token can be said. */
export const GRANT_OPTIONS = [
  'sub',
  'permissions',
  'routes',
  'models',
  'classifications',
  'tenant',
  'expires-in',
] as const;
type GrantOption = (typeof GRANT_OPTIONS)[number];

/** What the gateway's configuration says about tokens. */
export interface GrantLimits {
  readonly dataClasses: DataClasses;
  readonly maxLifetimeSeconds: number;
}

const DEFAULT_LIFETIME_SECONDS = 3_600;

const SECONDS_IN: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
]);

/**
 * Turns options into a grant. A list that is not named is granted in full; one that is named empty grants nothing.
 *
 * @throws {TokenArgumentError} for a missing subject, an unknown word in a list, or a lifetime that the gateway refuses.
 */
export function toTokenGrant(options: Options<GrantOption>, limits: GrantLimits): TokenGrant {
  const tenant = options.get('tenant');
  if (tenant !== undefined && !TENANT_NAME.test(tenant)) {
    throw new TokenArgumentError('--tenant', 'takes 1 to 128 of A-Z a-z 0-9 . _ : @ -');
  }
  return {
    subject: subjectOf(options.get('sub')),
    ...(tenant !== undefined && { tenant }),
    permissions: wordsOf(options, 'permissions', PERMISSIONS),
    routes: wordsOf(options, 'routes', ROUTES),
    models: globsOf(options.get('models')),
    classifications: wordsOf(options, 'classifications', [...limits.dataClasses.keys()]),
    lifetimeSeconds: lifetimeOf(options.get('expires-in'), limits.maxLifetimeSeconds),
  };
}

function subjectOf(text: string | undefined): string {
  if (text === undefined) throw new TokenArgumentError('--sub', 'is missing');
  if (PRINTABLE_NAME.test(text)) return text;
  throw new TokenArgumentError('--sub', 'takes 1 to 256 printable characters');
}

function wordsOf<Word extends string>(
  options: Options<GrantOption>,
  name: GrantOption,
  known: readonly Word[],
): readonly Word[] {
  const text = options.get(name);
  if (text === undefined) return known;
  const named = partsOf(text);
  const words = known.filter((word) => named.includes(word));
  if (named.every((part) => words.some((word) => word === part))) return words;
  throw new TokenArgumentError(`--${name}`, `takes a list of: ${known.join(',')}`);
}

function globsOf(text: string | undefined): readonly string[] {
  const globs = text === undefined ? ['*'] : partsOf(text);
  const fits = globs.every((glob) => glob.length > 0 && glob.length <= LONGEST_GLOB);
  if (fits && globs.length <= MOST_ENTRIES) return globs;
  throw new TokenArgumentError('--models', `takes up to ${MOST_ENTRIES} globs of 1 to ${LONGEST_GLOB} characters`);
}

function partsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

function lifetimeOf(text: string | undefined, maxLifetimeSeconds: number): number {
  if (text === undefined) return Math.min(DEFAULT_LIFETIME_SECONDS, maxLifetimeSeconds);
  const [, count, unit] = /^([1-9]\d{0,6})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS_IN.get(unit ?? '') ?? NaN);
  if (seconds <= maxLifetimeSeconds) return seconds;
  throw new TokenArgumentError('--expires-in', `takes e.g. 30s, 15m or 1h, ${maxLifetimeSeconds}s at most`);
}
