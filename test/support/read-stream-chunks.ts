/** Lengths of a message and of its headers, and their checksum. Source: Amazon event stream encoding. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** The messages of an event stream as they stand in its bytes, checksums unseen; what is not whole is left out. */
export function splitFrames(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let start = 0;
  while (start + PRELUDE_BYTES <= stream.length) {
    const end = start + stream.readUInt32BE(start);
    if (end > stream.length) break;
    frames.push(stream.subarray(start, end));
    start = end;
  }
  return frames;
}

/**
 * The JSON of each chunk in an event stream, as the model sent it. Reads the format anew, with none of the gateway's
 * code, so that the two can be compared.
 */
export function readStreamChunks(stream: Buffer): string[] {
  return splitFrames(stream).map((frame) => {
    const payload = frame.subarray(PRELUDE_BYTES + frame.readUInt32BE(4), frame.length - CHECKSUM_BYTES);
    const { bytes } = JSON.parse(payload.toString('utf8')) as { bytes: string };
    return Buffer.from(bytes, 'base64').toString('utf8');
  });
}

/** Reads an answer as far as it goes: its bytes, and whether it ended as a whole answer does. */
export async function readToTheEnd(response: Response): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const received: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) received.push(chunk);
    return { bytes: Buffer.concat(received), isWhole: true };
  } catch {
    return { bytes: Buffer.concat(received), isWhole: false };
  }
}
