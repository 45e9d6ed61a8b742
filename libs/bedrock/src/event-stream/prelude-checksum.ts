/** Of CRC-32 as Ethernet and zip have it, bits reversed. */
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let entry = byte;
  for (let bit = 0; bit < 8; bit += 1) entry = entry & 1 ? (entry >>> 1) ^ POLYNOMIAL : entry >>> 1;
  return entry;
});

/**
 * CRC-32 of a few bytes, as of each frame's prelude. To call zlib for eight bytes costs several times as much as to look
 * them up here.
 */
export function checksumOf(bytes: Uint8Array, from: number, to: number): number {
  let checksum = 0xffffffff;
  for (let at = from; at < to; at += 1) {
    checksum = (checksum >>> 8) ^ (TABLE[(checksum ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~checksum >>> 0;
}
