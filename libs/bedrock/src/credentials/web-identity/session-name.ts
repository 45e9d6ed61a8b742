import { createHash } from 'node:crypto';
import { principalKey, type Principal } from '../principal.js';

/** 64 characters are allowed (STS API reference, `RoleSessionName`), of which the digest and its hyphen take 21. */
const MAX_READABLE_CHARS = 43;
const DIGEST_CHARS = 20;
const OWN_NAME = 'dual-routing-gateway';

/**
 * The name of a principal's session, as CloudTrail shows it: `tenant.subject` as far as it fits, and a digest that
 * keeps principals apart whose readable parts are alike. Matches STS's `[\w+=,.@-]{2,64}`.
 */
export function nameSession(principal: Principal | undefined): string {
  if (principal === undefined) return OWN_NAME;
  const { subject, tenant } = principal;
  const whole = tenant === undefined ? subject : `${tenant}.${subject}`;
  const readable = whole.replace(/[^A-Za-z0-9_+,.@-]/g, '-').slice(0, MAX_READABLE_CHARS);
  const digest = createHash('sha256').update(principalKey(principal)).digest('hex').slice(0, DIGEST_CHARS);
  return `${readable}-${digest}`;
}
