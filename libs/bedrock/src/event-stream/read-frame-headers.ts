/** What a frame says about itself. Names without their colon. */
export interface FrameHeaders {
  readonly messageType: string;
  readonly eventType?: string;
  readonly exceptionType?: string;
  readonly errorCode?: string;
}

/** The headers that matter here, all of them text; others are passed over. */
const FIELDS: ReadonlyMap<string, keyof FrameHeaders> = new Map([
  [':message-type', 'messageType'],
  [':event-type', 'eventType'],
  [':exception-type', 'exceptionType'],
  [':error-code', 'errorCode'],
]);

/** Bytes of the values whose type says how long they are: true, false, byte, short, integer, long, timestamp, UUID. */
const FIXED_BYTES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const BYTE_ARRAY = 6;
const STRING = 7;

/**
 * Reads the headers of a frame: each a name (its length, one byte), a type (one byte) and a value.
 * Format: smithy.io, "Amazon Event Stream".
 *
 * By hand, as it is done for every chunk of every stream, and the SDK's codec makes objects of all that is passed over.
 *
 * @param bytes of the headers alone.
 * @returns undefined where they are not what the format says.
 */
export function readFrameHeaders(bytes: Buffer): FrameHeaders | undefined {
  const found: { -readonly [Name in keyof FrameHeaders]: FrameHeaders[Name] } = { messageType: '' };
  let at = 0;
  while (at < bytes.length) {
    const typeAt = at + 1 + (bytes[at] ?? 0);
    const type = bytes[typeAt] ?? -1;
    const valueAt = typeAt + 1 + (hasLength(type) ? 2 : 0);
    if (valueAt > bytes.length) return undefined;
    const valueBytes = hasLength(type) ? bytes.readUInt16BE(typeAt + 1) : FIXED_BYTES[type];
    if (valueBytes === undefined || valueAt + valueBytes > bytes.length) return undefined;
    const field = FIELDS.get(bytes.toString('latin1', at + 1, typeAt));
    if (field !== undefined && type === STRING) found[field] = bytes.toString('utf8', valueAt, valueAt + valueBytes);
    at = valueAt + valueBytes;
  }
  return found;
}

function hasLength(type: number): boolean {
  return type === STRING || type === BYTE_ARRAY;
}
