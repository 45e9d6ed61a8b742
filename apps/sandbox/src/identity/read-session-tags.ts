import { isJsonObject, objectAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { IdentityProblem } from './identity-problem.js';

/** Where a token says which tags its session gets. Source: IAM User Guide, "Pass session tags in AWS STS". */
const tagsClaim = 'https://aws.amazon.com/tags';
/** Source: STS API reference, `Tag`. */
const tagName = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const maxTags = 50;

/**
 * The session tags that a token's claims ask for; none where it has no such claim.
 * @throws IdentityProblem `InvalidIdentityToken` for a claim of another form or a tag that STS does not take
 */
export function readSessionTags(claims: JsonObject): Readonly<Record<string, string>> {
  if (claims[tagsClaim] === undefined) return {};
  const claim = objectAt(claims, tagsClaim) ?? {};
  const tags = Object.entries(objectAt(claim, 'principal_tags') ?? {});
  const transitive = claim['transitive_tag_keys'] ?? [];
  const isFair =
    isJsonObject(claim['principal_tags']) &&
    tags.length <= maxTags &&
    tags.every(([name, value]) => tagName.test(name) && isSingle(value)) &&
    Array.isArray(transitive) &&
    transitive.every((name) => tags.some(([known]) => known === name));
  if (!isFair) throw new IdentityProblem('InvalidIdentityToken', 'The session tags are not valid');
  return Object.fromEntries(tags.map(([name, value]) => [name, String((value as readonly unknown[])[0])]));
}

function isSingle(value: unknown): boolean {
  return Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' && tagValue.test(value[0]);
}
