/** The id alone, or the ARN of a key. No alias: an alias may name another key tomorrow. */
const SIGNING_KEY =
  /^(?:arn:aws(?:-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/)?(mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * The id of a KMS key, which names the key in tokens (`kid`) and in the key set.
 *
 * @param text a key's id or ARN.
 * @returns undefined for anything else, aliases included.
 */
export function signingKeyId(text: string): string | undefined {
  return SIGNING_KEY.exec(text)?.[1];
}
