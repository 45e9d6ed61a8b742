import { BedrockCallError } from '../errors.js';

// ValidationException and quotas; AccessDeniedException; ResourceNotFoundException.
const VERDICTS: ReadonlySet<number> = new Set([400, 403, 404]);

/**
 * Takes Bedrock's own word on what was asked (not valid, not permitted, not there) for: nothing can be said.
 *
 * @throws every other failure: the route, the time, the load or the gateway's credentials say nothing about what was asked.
 */
export async function undefinedIfVerdict<Result>(asking: Promise<Result>): Promise<Result | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isVerdict(error)) return undefined;
    throw error;
  }
}

/** Whether an error is Bedrock's own word on what was asked: not valid, not permitted, not there. */
export function isVerdict(error: unknown): boolean {
  const upstream = error instanceof BedrockCallError ? error.upstream : undefined;
  return upstream !== undefined && !upstream.credentialsRefused && VERDICTS.has(upstream.status);
}
