import { createHash } from 'node:crypto';
import type { Principal } from '../principal.js';

/** Longest value of a tag. Source: STS API reference, `Tag`. */
const MAX_CHARS = 256;
const DIGEST_MARK = '=sha256.';
const DIGEST_CHARS = 64;

/** What stays as it is: of what STS takes (`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`), what looks the same to everybody. */
const PLAIN = /[A-Za-z0-9_.:/+@-]/;

/**
 * The tags of a principal's session, for conditions like `aws:PrincipalTag/tenant` and for CloudTrail.
 *
 * Two different principals never have the same tags: what STS does not take is written as `=` and two hex digits per
 * byte of UTF-8, and what is too long for a tag ends in its SHA-256.
 */
export function tagsOf(principal: Principal | undefined): ReadonlyMap<string, string> {
  if (principal === undefined) return new Map();
  const { subject, tenant } = principal;
  const subjectTag = ['subject', encodeTagValue(subject)] as const;
  return new Map(tenant === undefined ? [subjectTag] : [['tenant', encodeTagValue(tenant)], subjectTag]);
}

function encodeTagValue(text: string): string {
  const encoded = Array.from(Buffer.from(text, 'utf8'), encodeByte).join('');
  if (encoded.length <= MAX_CHARS) return encoded;
  const digest = createHash('sha256').update(text).digest('hex');
  return `${encoded.slice(0, MAX_CHARS - DIGEST_MARK.length - DIGEST_CHARS)}${DIGEST_MARK}${digest}`;
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
