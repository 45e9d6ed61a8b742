import { verify } from 'node:crypto';
import { isJsonObject, parseJsonObject, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { CommercialTrust } from './commercial-trust.js';
import { govCloudIssuer } from './govcloud-sts.js';
import { IdentityProblem } from './identity-problem.js';

/** How far the issuer's clock may be ahead. */
const maxSkewS = 60;

/**
 * Checks a token the way STS does: form, issuer, signature, times, audience, then the role's own conditions.
 *
 * @returns its claims.
 * @throws IdentityProblem `InvalidIdentityToken`, `ExpiredTokenException` or `AccessDenied`
 */
export function checkIdentityToken(token: string, trust: CommercialTrust, nowEpochMs: number): JsonObject {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const claims = parsePart(payload);
  const issuer = textAt(claims, 'iss');
  const isKnown = issuer === trust.issuer || (issuer === govCloudIssuer && trust.takesTokensOfSts);
  if (!isKnown || rest.length > 0) throw invalid('No OpenIDConnect provider found in your account for the issuer');
  const { alg, kid } = parsePart(header);
  const key = typeof kid === 'string' ? trust.keys.get(kid) : undefined;
  if (alg !== 'RS256' || !key) throw invalid("Couldn't retrieve verification key from your identity provider");
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) throw invalid('Signature is invalid');
  checkTimes(claims, nowEpochMs / 1000);
  if (textAt(claims, 'aud') !== trust.audience) throw invalid('Incorrect token audience');
  if (textAt(claims, 'sub') !== trust.subject && issuer !== govCloudIssuer) {
    throw new IdentityProblem('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  return claims;
}

function parsePart(part: string): JsonObject {
  const parsed = parseJsonObject(Buffer.from(part, 'base64url'));
  if (!isJsonObject(parsed)) throw invalid('The ID Token provided is not a valid JWT.');
  return parsed;
}

function checkTimes({ exp, iat, nbf }: JsonObject, nowEpochS: number): void {
  if (typeof exp !== 'number' || typeof iat !== 'number') throw invalid('Missing a required claim');
  const notBefore = typeof nbf === 'number' ? nbf : iat;
  if (iat > nowEpochS + maxSkewS || notBefore > nowEpochS + maxSkewS) throw invalid('Token is not valid yet');
  if (exp <= nowEpochS) throw new IdentityProblem('ExpiredTokenException', 'Token expired');
}

function invalid(message: string): IdentityProblem {
  return new IdentityProblem('InvalidIdentityToken', message);
}
