import { describe, expect, it } from 'vitest';
import { SseParser, type ServerEvent } from './sse-parser.js';

const TEXT = [
  ': a comment\n\n',
  'event: status\ndata: {"a":1}\n\n',
  'event: request\nid: p/1\ndata: {"model":"é€😀"}\n\n',
  'data:no name\ndata: two lines\n\n',
  'event: nothing\n\n',
  'retry: 5\nunknown\ndata\n\n',
].join('');

const EVENTS: readonly ServerEvent[] = [
  { name: 'status', data: '{"a":1}', place: undefined },
  { name: 'request', data: '{"model":"é€😀"}', place: 'p/1' },
  { name: 'message', data: 'no name\ntwo lines', place: 'p/1' },
  { name: 'message', data: '', place: 'p/1' },
];

function parse(...chunks: readonly Uint8Array[]): readonly ServerEvent[] {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('SseParser', () => {
  it('refuses a line that does not end rather than keep all of it', () => {
    const parser = new SseParser();
    parser.push(bytesOf('data: '));
    expect(() => {
      for (let piece = 0; piece < 11; piece += 1) parser.push(bytesOf('x'.repeat(100_000)));
    }).toThrow(RangeError);
  });

  it('refuses an event that does not end', () => {
    const line = bytesOf(`data: ${'x'.repeat(400_000)}\n`);
    expect(() => parse(line, line, line)).toThrow('An event of the feed does not end');
  });

  it.each(['\n', '\r\n', '\r'])('reads events whatever ends their lines: %j', (lineEnd) => {
    // A carriage return at the very end may be half a line end: the event comes with what follows.
    expect(parse(bytesOf(TEXT.replaceAll('\n', lineEnd)), bytesOf(':'))).toEqual(EVENTS);
  });

  it.each(['\n', '\r\n'])('reads them wherever the bytes are torn, lines ending with %j', (lineEnd) => {
    const bytes = bytesOf(TEXT.replaceAll('\n', lineEnd));
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(parse(bytes.subarray(0, at), bytes.subarray(at)), `torn at ${at}`).toEqual(EVENTS);
    }
    expect(parse(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
  });

  it('hands out nothing of an event that is not whole', () => {
    expect(parse(bytesOf('event: status\ndata: {}\n'))).toEqual([]);
  });
});
