import type { Mutation } from './mutations.js';

const ATTACKS = 'test/attacks/verifier.spec.ts';
const AUTH = 'apps/gateway/src/auth';
const MEMORY = `${AUTH}/token-verifier.memory.spec.ts`;
const REVOCATIONS = `${AUTH}/revocation/cached-revocations.spec.ts`;

/** Each takes one safeguard of tokens away. */
export const TOKEN_MUTATIONS: readonly Mutation[] = [
  {
    defect: 'a token may be written in several ways',
    file: `${AUTH}/parse-token.ts`,
    find: " || !token.split('.').every(isCanonical)",
    replace: '',
    spec: ATTACKS,
  },
  {
    defect: 'claims may be nested as deep as they like',
    file: `${AUTH}/parse-token.ts`,
    find: 'isNestedTooDeep(text, DEEPEST_JSON) ? undefined : ',
    replace: '',
    spec: ATTACKS,
  },
  {
    defect: 'the shared secret speaks for the identity provider',
    file: `${AUTH}/check-claims.ts`,
    find: "refuseIf(foreignIssuer !== undefined && claim === foreignIssuer, 'issuer');",
    replace: '',
    spec: `${AUTH}/check-claims.spec.ts`,
  },
  {
    defect: 'the identity provider speaks for the shared secret',
    file: `${AUTH}/issuer-rules.ts`,
    find: "algorithm === 'HS256' ? issuer : (keySetIssuer ?? issuer)",
    replace: 'issuer',
    spec: ATTACKS,
  },
  {
    defect: 'a key that was retired goes on verifying',
    file: `${AUTH}/keys/token-keys.ts`,
    find: 'retiresAtEpochMs === undefined || nowEpochMs < retiresAtEpochMs',
    replace: 'true',
    spec: 'test/e2e/token-rotation.spec.ts',
  },
  {
    defect: 'a token is remembered past its end',
    file: `${AUTH}/verified-tokens.ts`,
    find: ' && nowEpochMs < claims.expiresAtEpochS * 1_000',
    replace: '',
    spec: MEMORY,
  },
  {
    defect: 'a token is remembered although its key has gone',
    file: `${AUTH}/token-verifier.ts`,
    find: 'keys?.includes(key) === true && ',
    replace: '',
    spec: MEMORY,
  },
  {
    defect: 'nobody asks whether a token was revoked',
    file: `${AUTH}/token-verifier.ts`,
    find: "if (await this.revocations.isRevoked(claims)) throw new TokenRefusedError('revoked');",
    replace: '',
    spec: 'test/e2e/token-revocation.spec.ts',
  },
  {
    defect: 'where nobody can say whether a token was revoked, it passes',
    file: `${AUTH}/revocation/stored-revocations.ts`,
    find: 'throw new TokenRevocationsUnavailableError(cause);',
    replace: 'void cause; return false;',
    spec: 'test/e2e/token-revocation.spec.ts',
  },
  {
    defect: 'an answer about a token counts for longer than thirty seconds',
    file: `${AUTH}/revocation/cached-revocations.ts`,
    find: ' || ageMs >= ANSWERS_HOLD_FOR_MS',
    replace: '',
    spec: REVOCATIONS,
  },
  {
    defect: 'a subject’s tokens are revoked but for those of the last second',
    file: 'libs/audit/src/revocations/revocation-store.ts',
    find: 'issuedAtEpochS < instantOf(bySubject)',
    replace: 'issuedAtEpochS + 1 < instantOf(bySubject)',
    spec: 'libs/audit/src/revocations/revocation-store.spec.ts',
  },
  {
    defect: 'a revocation of a subject can be taken back by an earlier one',
    file: 'libs/audit/src/revocations/revocation-store.ts',
    find: '...unlessLater(Item[BEFORE])',
    replace: '',
    spec: 'libs/audit/src/revocations/revocation-store.spec.ts',
  },
  {
    defect: 'forged tokens have the keys read as often as they come',
    file: `${AUTH}/keys/key-cache.ts`,
    find: 'if (this.#hasPassed(this.#askedAgainAtEpochMs, READ_AGAIN_AFTER_MS)) return',
    replace: 'return',
    spec: `${AUTH}/keys/key-cache.spec.ts`,
  },
  {
    defect: 'any number of requests may be held by tokens of unknown keys',
    file: `${AUTH}/keys/key-cache.ts`,
    find: ' || this.#waiting >= MOST_WAITING',
    replace: '',
    spec: `${AUTH}/keys/key-cache.spec.ts`,
  },
  {
    defect: 'every caller may do everything',
    file: `${AUTH}/permissions.guard.ts`,
    find: "access === 'any-caller' ? caller !== undefined : caller?.permissions.has(access)",
    replace: 'true',
    spec: 'test/authorization/authorization.spec.ts',
  },
];
