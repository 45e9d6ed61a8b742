import type { StoredAuditRecord } from '@app/audit';
import { unlessAborted } from '@app/bedrock';
import type { Response } from 'express';
import { endAnswer, writeChunk } from '../inference/reply-writers/write-chunk.js';
import type { ExportRequest } from './read-audit-query.js';
import { CSV_HEAD, toCsvLine } from './to-csv.js';

/** How records are written. */
interface ExportFormat {
  readonly contentType: string;
  readonly head: string;
  readonly line: (record: StoredAuditRecord) => string;
}

const FORMATS: Readonly<Record<ExportRequest['format'], ExportFormat>> = {
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    head: '',
    line: (record) => `${JSON.stringify(record)}\n`,
  },
  csv: { contentType: 'text/csv; charset=utf-8; header=present', head: CSV_HEAD, line: toCsvLine },
};

/** Lines are collected to so many characters: a write for each would cost more than the line. */
const PIECE_CHARACTERS = 16_384;

/**
 * Writes records as they are read, no faster than the caller takes them. Nothing is sent before the first of them was
 * read, so that a store that is down is an error with a status; one that fails later breaks the answer off.
 *
 * @returns bytes of the body.
 * @throws whatever `records` throws. @throws {BedrockCallError} as `writeChunk` does.
 */
export async function writeExport(
  response: Response,
  format: ExportRequest['format'],
  records: AsyncGenerator<StoredAuditRecord>,
  signal: AbortSignal,
): Promise<number> {
  const { contentType, head, line } = FORMATS[format];
  let bytes = 0;
  let piece = head;
  const flush = async (): Promise<void> => {
    const chunk = Buffer.from(piece);
    piece = '';
    bytes += chunk.length;
    await writeChunk(response, chunk, signal);
  };
  let next = await unlessAborted(records.next(), signal);
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Disposition', `attachment; filename="audit-requests.${format}"`);
  for (; next.done !== true; next = await unlessAborted(records.next(), signal)) {
    piece += line(next.value);
    if (piece.length >= PIECE_CHARACTERS) await flush();
  }
  if (piece !== '') await flush();
  await endAnswer(response, signal);
  return bytes;
}
