import { isIP } from 'node:net';

/** What a member of a log line may be. */
export type LogValue = string | number | boolean;

/** Takes a value as it may stand in the log, or refuses it with `undefined`. */
export type LogKind = (value: unknown) => LogValue | undefined;

/** Frames beyond these say little, and a line has to fit into what log collectors take. */
const MOST_FRAMES = 30;
const LONGEST_FRAME = 300;

const textOf =
  (pattern: RegExp): LogKind =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

/** One of a closed list of words. */
export const oneOf =
  (...words: readonly string[]): LogKind =>
  (value) =>
    words.find((known) => known === value);

/**
 * A word that our own code has chosen, such as `unreachable` or `status-429`: too short for a token, and no text, for it
 * has no blanks.
 */
export const word = textOf(/^[A-Za-z][A-Za-z0-9_-]{0,47}$/);

/** An id that the gateway or the platform has made: a UUID or something like it. */
export const id = textOf(/^[A-Za-z0-9-]{1,64}$/);

/** Yes or no. */
export const flag: LogKind = (value) => (typeof value === 'boolean' ? value : undefined);

/**
 * A verified name of a caller or of a tenant: what issuers of tokens write, e.g. `app-1`, `team.blue`, `a@agency.example`,
 * `system:serviceaccount:ns:name`. No blank, and no character with which a reader of logs would do anything.
 */
export const name = textOf(/^[A-Za-z0-9][A-Za-z0-9._:/@|+=-]{0,127}$/);

/** The id of a model or of an inference profile, or the ARN of one. It has been checked by whoever took it from a caller. */
export const modelId = textOf(/^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,255}$/);

/** How long something took. Clocks can have fractions. */
export const milliseconds: LogKind = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;

/** A whole number that counts or measures. */
export const count: LogKind = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

/** An address of IPv4 or IPv6. */
export const address: LogKind = (value) => (typeof value === 'string' && isIP(value) !== 0 ? value : undefined);

/** A method of HTTP that means something here. Others are a caller's words. */
export const method = oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');

/** A path as API Gateway's definition has it, with names in the place of what callers say: `/model/{modelId}/invoke`. */
export const pathTemplate = textOf(/^\/[A-Za-z0-9/{}+._-]{0,255}$/);

/** The name of an environment variable. */
export const variable = textOf(/^[A-Z][A-Z0-9_]{0,63}$/);

/** Route and outcome of each attempt, e.g. `internet:unreachable,vpn:ok`; empty before the first. */
export const attempts = textOf(/^(?:(?:internet|vpn):[a-z-]{1,32}(?:,(?!$)|$)){0,16}$/);

/** Where in the code something happened, as `framesOf` gives it. Whatever else is in a stack is left out. */
export const frames: LogKind = (value) => {
  if (typeof value !== 'string') return undefined;
  const lines = value.split('\n').filter((line) => /^\s+at \S/.test(line) && line.length <= LONGEST_FRAME);
  return lines.length === 0 ? undefined : lines.slice(0, MOST_FRAMES).join('\n');
};
