import { createHmac } from 'node:crypto';

/** The time at which forged tokens are good, in seconds since 1970. */
export const NOW_EPOCH_S = 1_800_000_000;

/** The secret that forged tokens are signed with unless told otherwise. */
export const TOKEN_SECRET = 'a-secret-of-forty-characters-for-the-test';

/** Claims that hold at {@link NOW_EPOCH_S} and grant everything. */
export const GOOD_CLAIMS = {
  sub: 'alice',
  iat: NOW_EPOCH_S,
  exp: NOW_EPOCH_S + 900,
  permissions: ['bedrock:invoke', 'status:read'],
  routes: ['internet', 'vpn'],
  models: ['*'],
  classifications: ['public', 'cui'],
};

/** What to put into a token. Objects are written as JSON; a string is taken as the JSON text itself. */
export interface Forgery {
  readonly header?: object | string;
  readonly claims?: object | string;
  readonly secret?: string | Uint8Array;
}

/** Makes a token with `node:crypto` alone, so that what jose accepts is not judged by jose. A member set to `undefined` is left out. */
export function forgeToken(forgery: Forgery = {}): string {
  const { header = { alg: 'HS256' }, claims = GOOD_CLAIMS, secret = TOKEN_SECRET } = forgery;
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** One part of a token: base64url of JSON. */
export function encodePart(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}
