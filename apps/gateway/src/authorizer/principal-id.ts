import { createHash } from 'node:crypto';
import { encodeText } from './encode-text.js';

/** API Gateway documents no limit; the one for subjects is kept for their encoded form, too. */
const LONGEST_PRINCIPAL_ID = 256;

/** What stands before a digest. No encoded subject begins like this: a plus sign would be encoded. */
const DIGEST_PREFIX = 'sha256+';

/** The subject as API Gateway is told it: plain ASCII, and a digest where that gets too long. Equal for equal subjects only. */
export function principalIdOf(subject: string): string {
  const encoded = encodeText(subject);
  if (encoded.length <= LONGEST_PRINCIPAL_ID) return encoded;
  return DIGEST_PREFIX + createHash('sha256').update(subject).digest('hex');
}
