import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Types of frames. Source: RFC 9113, section 6. */
export const FRAME = { data: 0, headers: 1, rstStream: 3, settings: 4, ping: 6, goaway: 7, windowUpdate: 8 } as const;
/** The meaning of the first flag hangs on the type: of a SETTINGS or PING frame it is the acknowledgement. */
export const FLAG = { none: 0, endStream: 1, ack: 1, endHeaders: 4 } as const;
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
export const EMPTY_SETTINGS = frame(FRAME.settings, FLAG.none, 0);

/** A frame as it came. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** One HTTP/2 connection on which a test can say what no client would. */
export class RawHttp2 implements Disposable {
  readonly closed: Promise<void>;
  private received = Buffer.alloc(0);

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received = Buffer.concat([this.received, chunk])));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()));
  }

  /** Connects, and says the preface. */
  static async open(port: number): Promise<RawHttp2> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const connection = new RawHttp2(socket);
    connection.send(PREFACE, EMPTY_SETTINGS);
    return connection;
  }

  /** Sends parts at once, so that they come in one packet. */
  send(...parts: readonly (Buffer | string)[]): void {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
  }

  /** All whole frames so far. */
  get frames(): readonly Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at + 9 <= this.received.length;) {
      const end = at + 9 + this.received.readUIntBE(at, 3);
      if (end > this.received.length) break;
      const streamId = this.received.readUInt32BE(at + 5);
      const payload = this.received.subarray(at + 9, end);
      frames.push({ type: this.received.readUInt8(at + 3), flags: this.received.readUInt8(at + 4), streamId, payload });
      at = end;
    }
    return frames;
  }

  framesOf(streamId: number): readonly Frame[] {
    return this.frames.filter((one) => one.streamId === streamId);
  }

  /** Waits for the first frame that a test is after, or for the end of the connection. */
  async until(isWanted: (one: Frame) => boolean): Promise<Frame | undefined> {
    const found = (): Frame | undefined => this.frames.find(isWanted);
    while (!found() && !this.socket.closed) await Promise.race([once(this.socket, 'data'), this.closed]);
    return found();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

export function frame(type: number, flags: number, streamId: number, payload: Buffer | string = ''): Buffer {
  const body = Buffer.from(payload as string, 'latin1');
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, body]);
}

/** A frame whose payload is one number: the code of a reset, the size of a window. */
export function numberFrame(type: number, streamId: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return frame(type, FLAG.none, streamId, payload);
}

/** A HEADERS frame with every field as a literal that nobody has checked. Source: RFC 7541, section 6.2.2. */
export function headersFrame(streamId: number, flags: number, fields: readonly (readonly [string, string])[]): Buffer {
  const literals = fields.flatMap(([name, value]) => [Buffer.of(0), literal(name), literal(value)]);
  return frame(FRAME.headers, flags | FLAG.endHeaders, streamId, Buffer.concat(literals));
}

function literal(text: string): Buffer {
  if (text.length > 126) throw new Error('Longer than this raw connection can say');
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')]);
}
