import type { Socket } from 'node:net';
import { TOO_SLOW } from '../problems/problem.table.js';
import { writeRefusal } from './refusal.js';

/** What an HTTP/2 client says first. No method of HTTP/1.1 begins with `PRI`. Source: RFC 9113, section 3.4. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** What a connection turned out to be: everything but HTTP/2 is for the HTTP/1.1 server to judge. */
export type Protocol = 'http1' | 'http2';

/**
 * Reads no more of a new connection than tells HTTP/2 from everything else, puts it back, and says once which it is.
 * Nothing is said of a connection that closes before, or that takes too long: that one is ended. 0 means no limit.
 */
export function sniffPreface(socket: Socket, timeoutMs: number, onProtocol: (protocol: Protocol) => void): void {
  let seen = Buffer.alloc(0);
  const timer =
    timeoutMs > 0 ? setTimeout(() => socket.end(writeRefusal(TOO_SLOW), () => socket.destroy()), timeoutMs) : undefined;
  const release = (): void => {
    clearTimeout(timer);
    socket.off('readable', look).off('error', ignore).off('close', release);
  };
  const look = (): void => {
    const chunk: Buffer | null = socket.read();
    // Called with nothing to read: the other side has ended.
    const isOver = chunk === null;
    if (chunk !== null) seen = Buffer.concat([seen, chunk]);
    const mayBePreface = PREFACE.subarray(0, seen.length).equals(seen.subarray(0, PREFACE.length));
    if (mayBePreface && seen.length < PREFACE.length && !isOver) return;
    release();
    socket.unshift(seen);
    onProtocol(mayBePreface && seen.length >= PREFACE.length ? 'http2' : 'http1');
  };
  socket.on('readable', look).on('error', ignore).on('close', release);
}

/** `close` follows, and tells all that matters. */
function ignore(): void {}
