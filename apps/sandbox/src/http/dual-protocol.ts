import http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import type { HttpHandler } from './http-messages.js';

/** How an HTTP/2 client that needs no upgrade begins (RFC 9113, section 3.4); no HTTP/1.1 method starts so. */
const prefaceStart = Buffer.from('PRI');

/** Above the pool lifetime of usual clients, so that they and not we close idle connections. */
const keepAliveTimeoutMs = 65_000;

/** An HTTP/1.1 server that listens nowhere: sockets are handed to it. */
export function acceptHttp1(handler: HttpHandler): (socket: Socket) => void {
  const server = http.createServer({ keepAliveTimeout: keepAliveTimeoutMs }, handler);
  return (socket) => void server.emit('connection', socket);
}

/**
 * Serves HTTP/1.1 and HTTP/2 without TLS (h2c) on the same port: the first bytes of a connection say which it is.
 *
 * The AWS SDK for JavaScript speaks HTTP/2 to Bedrock by default, most other clients HTTP/1.1.
 */
export function acceptHttp1AndHttp2(handler: HttpHandler): (socket: Socket) => void {
  const toHttp1 = acceptHttp1(handler);
  const overHttp2 = http2.createServer(handler);
  // A session that breaks ends its streams, which is where it is noticed.
  overHttp2.on('sessionError', () => undefined);
  return (socket) =>
    sniff(socket, (isHttp2) => (isHttp2 ? void overHttp2.emit('connection', socket) : toHttp1(socket)));
}

/** Reads as little as decides the protocol and puts it back. */
function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const look = (): void => {
    for (let bytes = readBytes(socket); bytes !== null; bytes = readBytes(socket)) seen = Buffer.concat([seen, bytes]);
    const overlap = Math.min(seen.length, prefaceStart.length);
    const mayBeHttp2 = seen.subarray(0, overlap).equals(prefaceStart.subarray(0, overlap));
    if (mayBeHttp2 && seen.length < prefaceStart.length) return;
    socket.off('readable', look);
    socket.unshift(seen);
    decide(mayBeHttp2);
  };
  socket.on('readable', look);
}

function readBytes(socket: Socket): Buffer<ArrayBuffer> | null {
  return socket.read() as Buffer<ArrayBuffer> | null;
}
