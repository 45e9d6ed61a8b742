import { once } from 'node:events';
import { connect } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/**
 * Sends a request on a connection of its own, and returns everything that came when the other side has closed it.
 *
 * @throws the system's error if nobody listens; an `AbortError` if it takes longer than it is given.
 */
export async function askOnce(port: number, request: Buffer, deadlineMs: number): Promise<Buffer> {
  const socket = addAbortSignal(AbortSignal.timeout(deadlineMs), connect({ host: '127.0.0.1', port }));
  await once(socket, 'connect');
  socket.write(asLast(request));
  return buffer(socket);
}

/** The same request, which says that no other will follow. */
function asLast(request: Buffer): Buffer {
  const endOfLine = request.indexOf('\r\n');
  return Buffer.concat([
    request.subarray(0, endOfLine),
    Buffer.from('\r\nConnection: close'),
    request.subarray(endOfLine),
  ]);
}
