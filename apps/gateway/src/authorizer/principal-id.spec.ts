import { describe, expect, it } from 'vitest';
import { principalIdOf } from './principal-id.js';

/** Of 256 times `é` in UTF-8: `printf 'é%.0s' $(seq 256) | sha256sum`. */
const DIGEST_OF_256_E_ACUTE = '57ed0ef12199207a92e3484cdf02cc0d3822dd0671fdecc234f39b4f50932c07';

describe('principalIdOf', () => {
  it('is the subject where that is plain', () => {
    expect(principalIdOf('system:app-1@example.gov')).toBe('system:app-1@example.gov');
    expect(principalIdOf('a'.repeat(256))).toBe('a'.repeat(256));
  });

  it('encodes what API Gateway might trip over', () => {
    expect(principalIdOf('Zoë "Z"')).toBe('Zo%C3%AB%20%22Z%22');
  });

  it('is a digest of a subject whose encoding is too long', () => {
    expect(principalIdOf('é'.repeat(256))).toBe(`sha256+${DIGEST_OF_256_E_ACUTE}`);
  });

  it('takes no subject for the digest of another', () => {
    expect(principalIdOf(`sha256+${DIGEST_OF_256_E_ACUTE}`)).toBe(`sha256%2B${DIGEST_OF_256_E_ACUTE}`);
  });
});
