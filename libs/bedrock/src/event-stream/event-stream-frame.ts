import { BedrockCallError } from '../errors.js';

/** One message of `application/vnd.amazon.eventstream`, its checksums verified. */
export interface EventStreamFrame {
  /** `:message-type`: `event`, `exception` or `error`; empty if the frame names none. */
  readonly messageType: string;
  /** `:event-type` of an event, e.g. `chunk` or `metadata`. */
  readonly eventType?: string;
  /** `:exception-type` of an exception, e.g. `modelStreamErrorException`. */
  readonly exceptionType?: string;
  /** `:error-code` of an error that the service's model does not know. */
  readonly errorCode?: string;
  /** Shares memory with the bytes it came from, and is good until the next ones are read: copy it to keep it. */
  readonly payload: Buffer;
}

/**
 * The bytes inside a `chunk` event of `InvokeModelWithResponseStream`: the model's own JSON, exactly as it sent it.
 *
 * @throws {BedrockCallError} of kind `stream-broken` if the payload is no JSON object with a base64 `bytes` member.
 */
export function chunkBytes(frame: EventStreamFrame): Buffer {
  const bytes = readBytesMember(frame.payload);
  if (bytes === undefined) throw new BedrockCallError('stream-broken', 'chunk-without-bytes');
  return Buffer.from(bytes, 'base64');
}

// What Bedrock's payloads begin with. Base64 has neither quotes nor escapes, but JSON may write `/` with a backslash.
const BYTES_FIRST = '{"bytes":"';
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

// Parsing would copy the text once more, and the padding beside it: worth avoiding, as it is done for every chunk.
function readBytesMember(payload: Buffer): string | undefined {
  if (payload.toString('latin1', 0, BYTES_FIRST.length) === BYTES_FIRST) {
    const end = payload.indexOf(QUOTE, BYTES_FIRST.length);
    const bytes = payload.subarray(BYTES_FIRST.length, end);
    if (end !== -1 && !bytes.includes(BACKSLASH)) return bytes.toString('latin1');
  }
  const fields = parsePayload(payload);
  return typeof fields?.['bytes'] === 'string' ? fields['bytes'] : undefined;
}

/** The payload as a JSON object; undefined if it is none. */
export function parsePayload(payload: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(payload.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
