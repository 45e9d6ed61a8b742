import { BedrockError } from '@app/bedrock';
import { RoutingError } from '@app/routing';
import { AuthError } from '../auth/errors.js';
import { describeError } from '../logs/describe-error.js';
import { RotationError } from './errors.js';

type Words = Readonly<Record<string, unknown>>;

/** Families whose codes, kinds and reasons are words from closed lists; anybody else's may be any text. */
const OURS = [AuthError, BedrockError, RotationError, RoutingError] as const;
const MEMBERS = ['code', 'kind', 'reason', 'step', 'outcome'] as const;

/** What is told of a failed rotation: words of our own, of the failure and of what caused it. No key can be among them. */
export function describeRotationFailure(error: unknown): Words {
  const words = wordsOf(error);
  const cause = error instanceof RotationError ? error.cause : undefined;
  return cause === undefined ? words : { ...words, ...causeOf(wordsOf(cause)) };
}

/** The cause's code beside the failure's own; what it says beyond that fills the places that are free. */
function causeOf({ code, ...words }: Words): Words {
  return code === undefined ? words : { ...words, cause: code };
}

function wordsOf(error: unknown): Words {
  if (!OURS.some((family) => error instanceof family)) return { ...describeError(error) };
  const members: Words = { ...(error as object) };
  return Object.fromEntries(MEMBERS.filter((name) => name in members).map((name) => [name, members[name]]));
}
