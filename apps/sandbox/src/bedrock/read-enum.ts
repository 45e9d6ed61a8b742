import { invalid } from './bedrock-problem.js';

/**
 * A member that holds one of the values that the SDK lists for it; undefined when it is not there.
 * @param allowed the SDK's own list
 * @throws BedrockProblem `ValidationException`
 */
export function readEnum<T extends string>(
  value: unknown,
  at: string,
  allowed: Readonly<Record<string, T>>,
): T | undefined {
  if (value === undefined) return undefined;
  const found = Object.values(allowed).find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const set = Object.values(allowed).join(', ');
  throw invalid(
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${set}]`,
  );
}
