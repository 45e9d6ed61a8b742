import { once } from 'node:events';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** An answer that came over TLS, with what the connection was like. */
export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly protocol: string | null;
  /** The serial number of the server's certificate. */
  readonly serial: string;
}

/** Asks on a connection of its own, unless an agent is among the options. Rejects where there is no connection. */
export async function askOverTls(url: string, options: RequestOptions, body?: string): Promise<TlsAnswer> {
  const asked = request(url, { agent: false, method: body === undefined ? 'GET' : 'POST', ...options });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const socket = answer.socket as TLSSocket;
  const [protocol, serial] = [socket.getProtocol(), socket.getPeerCertificate().serialNumber];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer), protocol, serial };
}

/** Shakes hands and asks: what was agreed upon, the code of the error it ended with, or `closed` without a word. */
export async function shakeHands(url: string, options: ConnectionOptions): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...options });
  try {
    await once(socket, 'secureConnect');
    // With TLS 1.3 a client is done before the server has looked at its certificate.
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    if (socket.closed) return 'closed';
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  } finally {
    socket.destroy();
  }
}
