import { isWholeNumber, textAt } from '../json/json-object.js';
import { describe } from './secret-operations.js';
import type { SecretOperation } from './secret-operations.js';
import { badParameter, SecretsProblem } from './secrets-problem.js';

const maxPageSize = 100;

/** `ListSecrets`: in the order of their names, in pages. The token is the last name seen, so that inserts do no harm. */
export const listSecrets: SecretOperation = (state, input) => {
  const size = input['MaxResults'] ?? maxPageSize;
  if (!isWholeNumber(size, 1) || size > maxPageSize)
    throw badParameter(`MaxResults must be between 1 and ${maxPageSize}.`);
  const after = readToken(textAt(input, 'NextToken'));
  const names = Object.keys(state)
    .toSorted()
    .filter((name) => name > after);
  const page = names.slice(0, size).flatMap((name) => state[name] ?? []);
  const last = page.at(-1)?.name ?? '';
  const next = names.length > size ? { NextToken: Buffer.from(`after:${last}`).toString('base64url') } : {};
  return [state, { SecretList: page.map(describeForList), ...next }];
};

function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:'))
    throw new SecretsProblem('InvalidNextTokenException', 'The NextToken value is invalid.');
  return text.slice('after:'.length);
}

/** The list names the same facts as the description, one of them differently. */
function describeForList(secret: Parameters<typeof describe>[0]): ReturnType<typeof describe> {
  const { VersionIdsToStages, ...facts } = describe(secret);
  return { ...facts, SecretVersionsToStages: VersionIdsToStages };
}
