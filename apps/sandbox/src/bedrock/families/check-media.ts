import { DocumentFormat, ImageFormat } from '@aws-sdk/client-bedrock-runtime';
import { objectAt, objectsAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { readEnum } from '../read-enum.js';
import { base64Bytes } from './base64-bytes.js';

/**
 * What a message may hold, from the SDK's comment on `Message.content`; megabytes of 1024 * 1024 bytes, because 3.75 of
 * them are the 5 MB of base64 that Anthropic names (https://docs.claude.com/en/docs/build-with-claude/vision).
 */
const maxImages = 20;
const maxImageBytes = 3.75 * 1024 * 1024;
const maxDocuments = 5;
const maxDocumentBytes = 4.5 * 1024 * 1024;

/** From the service's own model of a document's name. */
const documentNameForm = /^[A-Za-z0-9\s()[\]-]{1,200}$/;

/**
 * Checks the images and documents of one message in content blocks, those in the results of tools included.
 * @param at where the message stands, such as `messages.0`
 * @throws BedrockProblem `ValidationException`
 */
export function checkMedia(content: readonly JsonObject[], role: string, at: string): void {
  const blocks = content.flatMap((block) => [block, ...objectsAt(objectAt(block, 'toolResult') ?? {}, 'content')]);
  const images = blocks.flatMap<JsonObject>((block) => objectAt(block, 'image') ?? []);
  const documents = blocks.flatMap<JsonObject>((block) => objectAt(block, 'document') ?? []);
  if (images.length + documents.length > 0 && role !== 'user')
    throw invalid(`The message at ${at} must have the role user to have images or documents.`);
  if (images.length > maxImages) throw invalid(`The message at ${at} has more than ${maxImages} images.`);
  if (documents.length > maxDocuments) throw invalid(`The message at ${at} has more than ${maxDocuments} documents.`);
  if (content.some((block) => 'document' in block) && !content.some((block) => 'text' in block))
    throw invalid(`The message at ${at} has a document and needs a text block beside it.`);
  for (const image of images) checkImage(image, `${at}.content.image`);
  for (const document of documents) checkDocument(document, `${at}.content.document`);
}

/** What the model sees of an image or a document, in words; undefined for any other block that was checked. */
export function mediaLabel(block: JsonObject): string | undefined {
  const kind = ['image', 'document'].find((name) => name in block);
  const media = kind === undefined ? undefined : objectAt(block, kind);
  if (media === undefined) return undefined;
  const source = objectAt(media, 'source') ?? {};
  const bytes = base64Bytes(source['bytes']) ?? Buffer.byteLength(textAt(source, 'text') ?? '');
  return `[${kind} ${textAt(media, 'format') ?? 'txt'} ${bytes} bytes]`;
}

function checkImage(image: JsonObject, at: string): void {
  const format = readEnum(image['format'], `${at}.format`, ImageFormat);
  if (format === undefined) throw invalid(`Value null at '${at}.format' failed to satisfy constraint: not null`);
  checkBytes(objectAt(image, 'source') ?? {}, at, maxImageBytes);
}

function checkDocument(document: JsonObject, at: string): void {
  const format = readEnum(document['format'], `${at}.format`, DocumentFormat);
  const name = textAt(document, 'name') ?? '';
  if (!documentNameForm.test(name) || /\s\s/.test(name)) {
    throw invalid(
      "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character.",
    );
  }
  const source = objectAt(document, 'source') ?? {};
  // A text says what it is; bytes do not.
  if (textAt(source, 'text') !== undefined) return;
  if (format === undefined) throw invalid(`Value null at '${at}.format' failed to satisfy constraint: not null`);
  checkBytes(source, at, maxDocumentBytes);
}

/** S3 is not at hand here, so bytes are the only source. */
function checkBytes(source: JsonObject, at: string, maxBytes: number): void {
  const bytes = base64Bytes(source['bytes']);
  if (bytes === undefined) throw invalid(`The value at '${at}.source.bytes' must be base64 of at least one byte.`);
  if (bytes > maxBytes) throw invalid(`The value at '${at}.source.bytes' must be at most ${maxBytes} bytes long.`);
}
