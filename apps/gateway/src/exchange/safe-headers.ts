/**
 * What every answer has, whatever it is. Nobody may keep it, guess its type, frame it, or load it as part of a page; and
 * what a browser is led to by it learns nothing of where it came from. For programs none of it changes anything. What
 * browsers heed for pages alone is with the one page that there is (`docs-page`).
 * Source: OWASP, "REST Security Cheat Sheet" and "HTTP Security Response Headers Cheat Sheet".
 */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Beside them where our own listener speaks TLS: browsers come back by TLS alone for a year. Without TLS it must not be
 * sent (RFC 6797, section 7.2). Other hosts of the domain are not ours to speak for.
 */
export const TLS_ONLY: readonly [string, string] = ['Strict-Transport-Security', 'max-age=31536000'];
