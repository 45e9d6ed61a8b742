import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** No answer takes longer than this, or the test is wrong. */
const PATIENCE_MS = 10_000;

/** One TCP connection on which a test can say what no HTTP client would. */
export class RawConnection implements Disposable {
  /** Resolves when the connection is over, whoever ended it; a reset counts as an end. */
  readonly closed: Promise<void>;
  #received = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => (this.#received += text));
    // A reset is among the answers that tests expect; `close` follows it.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return new RawConnection(socket);
  }

  /** Everything that came so far, byte by byte. */
  get received(): string {
    return this.#received;
  }

  /** Bytes that the kernel took from us so far. */
  get bytesSent(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  /** Sends, and waits until the kernel has taken it; resolves to false when the connection was over first. */
  async send(bytes: string | Uint8Array): Promise<boolean> {
    if (this.socket.destroyed) return false;
    const taken = new Promise<boolean>((resolve) => void this.socket.write(bytes, (error) => resolve(!error)));
    return Promise.race([taken, this.closed.then(() => false)]);
  }

  /** Waits until a text has come in. @throws if the connection ends without it. */
  async receive(text: string): Promise<string> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.#received.includes(text)) {
      if (this.socket.closed) throw new Error(`The connection ended without "${text}"`);
      await Promise.race([once(this.socket, 'data', { signal }), this.closed]);
    }
    return this.#received;
  }

  /** Says that nothing more will come, but goes on listening. */
  finish(): void {
    this.socket.end();
  }

  /** Goes away without a word. */
  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Sends bytes as they stand and returns everything that comes until the other side ends the connection. */
export async function converse(url: string, bytes: string | Uint8Array): Promise<string> {
  using connection = await RawConnection.open(url);
  await connection.send(bytes);
  const outOfPatience = AbortSignal.timeout(PATIENCE_MS);
  await Promise.race([connection.closed, once(outOfPatience, 'abort')]);
  if (outOfPatience.aborted) throw new Error(`The connection stayed open; it said: ${connection.received}`);
  return connection.received;
}

/** An answer as it came over a connection. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Without the marks of chunks. */
  readonly body: string;
}

/** Reads the one answer in what came over a connection. */
export function readAnswer(received: string): ReceivedAnswer {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(':')[0] ?? '', line.replace(/^[^:]*:/, '')]),
  );
  const sent = rest.join('\r\n\r\n');
  const body = headers.get('transfer-encoding') === 'chunked' ? joinChunks(sent) : sent;
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

function joinChunks(sent: string): string {
  let [body, left] = ['', sent];
  for (let size = sizeOf(left); size > 0; size = sizeOf(left)) {
    const start = left.indexOf('\r\n') + 2;
    body += left.slice(start, start + size);
    left = left.slice(start + size + 2);
  }
  return body;
}

/** The length that a chunk begins with, in hexadecimal digits; 0 for the last one. Source: RFC 9112, section 7.1. */
function sizeOf(chunk: string): number {
  return Number.parseInt(chunk, 16) || 0;
}

/** The head of a POST as a well-behaved client writes it, with whatever lines a test adds; the last line is empty. */
export function headOf(path: string, token: string, lines: readonly string[] = []): string {
  const usual = [`POST ${path} HTTP/1.1`, 'Host: gateway', `Authorization: Bearer ${token}`];
  return [...usual, 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
}
