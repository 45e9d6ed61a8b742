import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How a gzip file begins. Source: RFC 1952, member header. */
const MAGIC = Buffer.from([0x1f, 0x8b]);

/** Unpacks what is gzip, several files behind each other included, and passes on everything else as it is. */
export async function* unpackGzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = bytes[Symbol.asyncIterator]();
  const head = await headOf(chunks);
  const whole = Readable.from(chain(head, chunks));
  // An error of either end reaches whoever reads the last stream; there is nothing to add here.
  yield* head.subarray(0, MAGIC.length).equals(MAGIC) ? pipeline(whole, createGunzip(), () => undefined) : whole;
}

/** At least as much as is needed to tell; less only where there is no more. */
async function headOf(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < MAGIC.length) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* chain(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}
