import type { Principal } from '@app/bedrock';
import { ROUTES, type Route } from '@app/routing';
import { DATA_CLASS_NAME } from '../config/data-classes-config.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import type { VerifiedClaims } from './check-claims.js';

/** Who is asking, and what their token lets them do. What the token does not name is not granted. */
export interface Caller {
  readonly subject: string;
  readonly tenant?: string;
  /** `jti` of the token: names the token in the audit without being one. */
  readonly tokenId?: string;
  /** `exp` of the token, in seconds since 1970. */
  readonly expiresAtEpochS: number;
  readonly permissions: ReadonlySet<Permission>;
  readonly routes: ReadonlySet<Route>;
  /** Globs over model ids, for `matchesModel`. */
  readonly models: readonly string[];
  /** Data classes as the token names them; the operator's policy may not know all of them. */
  readonly classifications: ReadonlySet<string>;
}

/** Entries of one list and characters of one glob: beyond these the rest is not granted. */
export const MOST_ENTRIES = 100;
export const LONGEST_GLOB = 256;

/** What tenants may be called: the name goes into audit records, logs and metrics. */
export const TENANT_NAME = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Reads the grants out of verified claims. A grant that is missing, of a wrong type or unknown grants nothing. */
export function toCaller(claims: Omit<VerifiedClaims, 'issuedAtEpochS'>): Caller {
  const { subject, tokenId, expiresAtEpochS, grants } = claims;
  const tenant = grants.get('tenant');
  return {
    subject,
    expiresAtEpochS,
    ...(tokenId !== undefined && { tokenId }),
    ...(typeof tenant === 'string' && TENANT_NAME.test(tenant) && { tenant }),
    permissions: knownAmong(PERMISSIONS, grants.get('permissions')),
    routes: knownAmong(ROUTES, grants.get('routes')),
    models: textsOf(grants.get('models')).filter((glob) => glob.length > 0 && glob.length <= LONGEST_GLOB),
    classifications: new Set(textsOf(grants.get('classifications')).filter((name) => DATA_CLASS_NAME.test(name))),
  };
}

/** The caller as the commercial side is told of them: names only, nothing of what they may do. */
export function principalOf({ subject, tenant }: Caller): Principal {
  return { subject, ...(tenant !== undefined && { tenant }) };
}

function knownAmong<Word extends string>(words: readonly Word[], claim: unknown): ReadonlySet<Word> {
  const named = textsOf(claim);
  return new Set(words.filter((word) => named.includes(word)));
}

/** A lone string is no list: `"permissions": "bedrock:invoke"` grants nothing, as the contract says array. */
function textsOf(claim: unknown): readonly string[] {
  if (!Array.isArray(claim)) return [];
  return claim.slice(0, MOST_ENTRIES).filter((entry: unknown) => typeof entry === 'string');
}
