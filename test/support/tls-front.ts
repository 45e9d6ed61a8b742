import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer, type SecureContextOptions } from 'node:tls';
import type { ServerCertificate } from './certificates.js';

/** TLS in front of a stand-in, which speaks none itself. */
export interface TlsFront extends AsyncDisposable {
  /** `https://`, with the address it listens on: name the certificate for that, or for the name you use in its place. */
  readonly url: string;
  readonly port: number;
}

/** Where the front stands, and before what. */
export interface TlsFrontOptions {
  /** What is behind it: an `http://` URL. */
  readonly upstreamUrl: string;
  readonly certificate: ServerCertificate;
  /** What it agrees to, for fronts that nobody ought to talk to. */
  readonly agreesTo?: Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: one that is free. */
  readonly port?: number;
}

/** Takes TLS off each connection and hands on what is inside byte for byte; the end of one side ends the other. */
export async function startTlsFront({
  upstreamUrl,
  certificate,
  agreesTo = {},
  host = '127.0.0.1',
  port = 0,
}: TlsFrontOptions): Promise<TlsFront> {
  const upstream = new URL(upstreamUrl);
  const sockets = new Set<Socket>();
  const own = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const server = createServer({ ...certificate, ...agreesTo, ALPNProtocols: ['http/1.1'] }, (socket) => {
    const behind = own(connect(Number(upstream.port), upstream.hostname));
    pipeline(socket, behind, () => undefined);
    pipeline(behind, socket, () => undefined);
  });
  // Raw sockets, too: a handshake that never ends belongs to nobody else.
  server.on('connection', own).on('tlsClientError', () => undefined);
  await once(server.listen(port, host), 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `https://${host}:${taken}`,
    port: taken,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
