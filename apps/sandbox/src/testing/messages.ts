/** A Claude body with one user message. */
export function claudeBody(text: string, extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 64,
    messages: [{ role: 'user', content: text }],
    ...extra,
  });
}

/** A model that can be called by its own id, with Claude's bodies. */
export const sonnet = 'anthropic.claude-3-5-sonnet-20241022-v2:0';

/** Reads the JSON of an answer's body. */
export function readJson(bytes: Uint8Array | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Record<string, unknown>;
}
