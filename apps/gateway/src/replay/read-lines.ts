import { StringDecoder } from 'node:string_decoder';
import { LogUnreadableError } from './log-unreadable.error.js';
import { unpackGzip } from './unpack-gzip.js';

/**
 * In UTF-16 code units. Longer than a page of CloudWatch's API or what a subscription hands over at once: several MB,
 * which some tools print as one line.
 */
export const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** The codes of Node's errors, for files and for zlib. */
const ERROR_CODE = /^[A-Z][A-Z0-9_]{0,39}$/;

/**
 * Reads a log line by line, without line ends; unpacks it if it is gzip. Holds one line and what the stream buffers,
 * and reads on when it is asked for the next line.
 *
 * @throws {LogUnreadableError} if the log breaks off, or a line is longer than `MAX_LINE_LENGTH`.
 */
export async function* readLines(log: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let line = '';
  for await (const text of decoded(log)) {
    const [rest = '', ...nexts] = text.split('\n');
    line += rest;
    for (const next of nexts) {
      yield line;
      line = next;
    }
    if (line.length > MAX_LINE_LENGTH) throw new LogUnreadableError('line-too-long');
  }
  if (line !== '') yield line;
}

/** A character may be spread over two chunks. */
async function* decoded(log: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const chunks = unpackGzip(log);
  try {
    for await (const chunk of chunks) yield decoder.write(chunk);
  } catch (error) {
    throw new LogUnreadableError(codeOf(error), error);
  }
  yield decoder.end();
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ERROR_CODE.test(code) ? code : 'unexpected';
}
