import { RequestInvalidError } from '../problems/errors.js';
import { isNestedTooDeep, MAX_JSON_DEPTH } from './is-nested-too-deep.js';

/**
 * Reads a body that has to be a JSON object.
 *
 * @throws {RequestInvalidError} naming `body`; it holds nothing of the body.
 */
export function readJsonObject(bytes: Uint8Array): { readonly text: string; readonly object: object } {
  const text = decodeUtf8(bytes);
  if (isNestedTooDeep(text)) throw new RequestInvalidError({ body: `is nested more than ${MAX_JSON_DEPTH} deep` });
  return { text, object: parseObject(text) };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new RequestInvalidError({ body: 'is not UTF-8' }, cause);
  }
}

function parseObject(text: string): object {
  const parsed = parseJson(text);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new RequestInvalidError({ body: 'is not a JSON object' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault: it is not kept, not even as a cause.
    throw new RequestInvalidError({ body: 'is not JSON' });
  }
}
