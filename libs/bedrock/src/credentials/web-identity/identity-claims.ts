import { randomUUID } from 'node:crypto';
import type { Principal } from '../principal.js';
import { tagsOf } from './session-tags.js';
import type { SignedByKms, WebIdentityOptions } from './web-identity-options.js';

/** How long a token is good for: it is used at once, and once. */
const LIFETIME_S = 300;
/** A clock of AWS may be behind ours by this much. */
const CLOCK_SKEW_S = 30;
/** Where STS looks for the tags of the session. Source: IAM User Guide, "Pass session tags in AWS STS". */
const TAGS_CLAIM = 'https://aws.amazon.com/tags';

/** What the claims are made of, beside the principal. */
export type ClaimTerms = Pick<SignedByKms, 'issuer' | 'subject'> & Pick<WebIdentityOptions, 'audience'>;

/** The claims of one token, as STS of the commercial partition wants them. */
export function claimsOf(
  principal: Principal | undefined,
  { issuer, audience, subject }: ClaimTerms,
  nowEpochMs: number,
): Readonly<Record<string, unknown>> {
  const issuedAtEpochS = Math.floor(nowEpochMs / 1_000);
  return {
    iss: issuer,
    aud: audience,
    sub: subject,
    iat: issuedAtEpochS,
    nbf: issuedAtEpochS - CLOCK_SKEW_S,
    exp: issuedAtEpochS + LIFETIME_S - CLOCK_SKEW_S,
    jti: randomUUID(),
    ...tagsClaim(principal),
  };
}

/** Sessions of the gateway's own have no tags, and then no claim about them. */
function tagsClaim(principal: Principal | undefined): Readonly<Record<string, unknown>> {
  const tags = [...tagsOf(principal)].map(([name, value]) => [name, [value]] as const);
  if (tags.length === 0) return {};
  return { [TAGS_CLAIM]: { principal_tags: Object.fromEntries(tags), transitive_tag_keys: [] } };
}
