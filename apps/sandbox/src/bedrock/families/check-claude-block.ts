import { objectAt, objectsAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { base64Bytes } from './base64-bytes.js';
import { checkSignature } from './thinking.js';

/** https://docs.claude.com/en/docs/build-with-claude/vision: the limit is on the base64, not on what it stands for. */
const maxImageLength = 5 * 1024 * 1024;

/** What a source of base64 may hold, and what the answer calls it. */
const mediaTypes: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['image', new Map(['jpeg', 'png', 'gif', 'webp'].map((format) => [`image/${format}`, format]))],
  ['document', new Map([['application/pdf', 'pdf']])],
]);

/**
 * Checks the images, documents and thoughts of a Messages body, those in the results of tools included.
 * @param at where the block stands, such as `messages.0.content.1`
 * @throws BedrockProblem `ValidationException`
 */
export function checkClaudeBlock(block: JsonObject, at: string): void {
  const type = textAt(block, 'type') ?? '';
  if (type === 'thinking') checkSignature(textAt(block, 'thinking') ?? '', textAt(block, 'signature') ?? '', at);
  if (mediaTypes.has(type)) checkSource(type, objectAt(block, 'source') ?? {}, `${at}.${type}.source`);
  if (type !== 'tool_result') return;
  for (const [index, inner] of objectsAt(block, 'content').entries()) checkClaudeBlock(inner, `${at}.content.${index}`);
}

/** What the model sees of an image or a document, in words; undefined for any other block that was checked. */
export function claudeMediaLabel(block: JsonObject): string | undefined {
  const kind = textAt(block, 'type') ?? '';
  const source = objectAt(block, 'source') ?? {};
  const formats = mediaTypes.get(kind);
  if (formats === undefined) return undefined;
  const format = formats.get(textAt(source, 'media_type') ?? '') ?? 'txt';
  const data = textAt(source, 'data') ?? '';
  const bytes = source['type'] === 'base64' ? base64Bytes(data) : Buffer.byteLength(data);
  return `[${kind} ${format} ${bytes} bytes]`;
}

/** Bedrock fetches nothing, so a URL is no source; a document may also be plain text. */
function checkSource(kind: string, source: JsonObject, at: string): void {
  if (kind === 'document' && source['type'] === 'text') return checkPlainText(source, at);
  if (source['type'] !== 'base64') throw invalid(`${at}: Input tag does not match any of the expected tags: 'base64'`);
  const types = [...(mediaTypes.get(kind)?.keys() ?? [])];
  if (!types.includes(textAt(source, 'media_type') ?? ''))
    throw invalid(`${at}.base64.media_type: Input should be ${types.map((type) => `'${type}'`).join(', ')}`);
  const data = textAt(source, 'data') ?? '';
  if (base64Bytes(data) === undefined) throw invalid(`${at}.base64.data: Input should be base64 of at least one byte`);
  if (kind === 'image' && data.length > maxImageLength)
    throw invalid(`${at}.base64: image exceeds 5 MB maximum: ${data.length} bytes > ${maxImageLength} bytes`);
}

function checkPlainText(source: JsonObject, at: string): void {
  if (source['media_type'] !== 'text/plain') throw invalid(`${at}.text.media_type: Input should be 'text/plain'`);
  if (textAt(source, 'data') === undefined) throw invalid(`${at}.text.data: Field required`);
}
