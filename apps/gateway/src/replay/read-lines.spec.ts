import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_LINE_LENGTH, readLines } from './read-lines.js';

async function read(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) lines.push(line);
  return lines;
}

/** Each byte of a text as a chunk of its own. */
const bytesOf = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));

function brokenLog(error: Error): Readable {
  return Readable.from(
    (async function* () {
      yield await Promise.resolve(Buffer.from('one\ntw'));
      throw error;
    })(),
  );
}

async function failureOf(log: AsyncIterable<Buffer>) {
  const lines: string[] = [];
  try {
    for await (const line of readLines(log)) lines.push(line);
    return { lines };
  } catch (error) {
    return { lines, error };
  }
}

describe('readLines, of a log that cannot be read to its end', () => {
  it.each([
    ['the code of a system', Object.assign(new Error('sesame'), { code: 'EIO' }), 'EIO'],
    ['no code', new Error('sesame'), 'unexpected'],
    ['a code that is none', Object.assign(new Error('sesame'), { code: 'open sesame' }), 'unexpected'],
  ])('says why by %s', async (_, cause, reason) => {
    expect(await failureOf(brokenLog(cause))).toMatchObject({
      lines: ['one'],
      error: { code: 'LOG_UNREADABLE', reason, message: `The log cannot be read: ${reason}` },
    });
  });

  it('fails for gzip that was cut, after the lines that are whole', async () => {
    const packed = gzipSync('one\ntwo\n');
    const { error } = await failureOf(Readable.from([packed.subarray(0, -4)]));
    expect(error).toMatchObject({ code: 'LOG_UNREADABLE', reason: 'Z_BUF_ERROR' });
  });

  it('fails for gzip that is none', async () => {
    const { lines, error } = await failureOf(Readable.from([Buffer.from([0x1f, 0x8b, 0, 0, 0, 0])]));
    expect([lines, error]).toMatchObject([[], { reason: 'Z_DATA_ERROR' }]);
  });

  it('fails for gzip whose source breaks', async () => {
    const broken = (async function* () {
      yield await Promise.resolve(gzipSync('one\n').subarray(0, 12));
      throw Object.assign(new Error('sesame'), { code: 'EIO' });
    })();
    expect((await failureOf(broken)).error).toMatchObject({ reason: 'EIO' });
  });

  it('holds no line that is longer than any log’s', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const endless = (function* () {
      for (;;) yield chunk;
    })();
    const { error } = await failureOf(Readable.from(endless));
    expect(error).toMatchObject({ code: 'LOG_UNREADABLE', reason: 'line-too-long' });
    await expect(read('x'.repeat(MAX_LINE_LENGTH), '\n', 'next')).resolves.toHaveLength(2);
  });
});

describe('readLines', () => {
  it.each([
    ['nothing', '', []],
    ['one byte', 'x', ['x']],
    ['a line without its end', 'one\ntwo', ['one', 'two']],
    ['empty lines', '\n\none\n', ['', '', 'one']],
    ['characters of several bytes', 'ä€😀\nß\n', ['ä€😀', 'ß']],
  ])('reads %s, packed or not, in one chunk or many', async (_, text, lines) => {
    const bytes = Buffer.from(text);
    for (const form of [bytes, gzipSync(bytes)]) {
      await expect(read(form)).resolves.toEqual(lines);
      await expect(read(...bytesOf(form))).resolves.toEqual(lines);
    }
  });

  it('reads several packed logs, one behind the other', async () => {
    await expect(read(Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]))).resolves.toEqual(['one', 'two']);
  });

  it('reads no further than it is asked to, and lets go of the log', async () => {
    let chunksRead = 0;
    const endless = (async function* () {
      for (;;) {
        chunksRead += 1;
        yield await Promise.resolve(Buffer.from('line\n'.repeat(1_000)));
      }
    })();
    for await (const line of readLines(endless)) if (line === 'line') break;
    expect(chunksRead).toBeLessThan(5);
    await expect(endless.next()).resolves.toEqual({ done: true, value: undefined });
  });
});
