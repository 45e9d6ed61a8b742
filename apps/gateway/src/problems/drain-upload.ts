import type { Request } from 'express';

/** After a refusal this much more of an upload is taken and thrown away, so that the sender gets to read the answer. */
const DRAIN_LIMIT_BYTES = 8 * 1024 * 1024;
const DRAIN_TIMEOUT_MS = 5_000;

/**
 * Lets the rest of an upload that nobody will read pass within bounds, then cuts the connection. Without it a sender
 * that nobody let in could go on sending for as long as the server waits for a request, which is minutes.
 */
export function drainUpload(request: Request): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  let bytes = 0;
  const cut = (): void => void socket.destroy();
  const timer = setTimeout(cut, DRAIN_TIMEOUT_MS);
  const release = (): void => {
    clearTimeout(timer);
    request.off('end', release);
    socket.off('close', release);
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_LIMIT_BYTES) cut();
  });
  request.once('end', release);
  socket.once('close', release);
}
