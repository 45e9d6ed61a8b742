import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import type { Socket } from 'node:net';
import { hasSystemCode, SandboxError } from '../sandbox.errors.js';

const host = '127.0.0.1';

/**
 * A port that nobody chose is one of these. Systems give others to outgoing connections, and a listener that is shut
 * for a while could lose its own to one of them. Source: `ip_local_port_range` of Linux, from 32768; RFC 6335, 49152.
 */
const ownPorts = { from: 10_000, below: 32_000 };
const maxTries = 20;

/** Each process draws from a part of its own, or one could be given a port whose listener is shut in another. */
const portsOfProcess = 500;

/** Ports of this process whose listeners are not at their end, open or shut. */
const kept = new Set<number>();

/**
 * One TCP port on the loopback address that can be closed and opened again under the same number.
 *
 * It owns every socket it accepts: closing destroys them, so that a client sees a dead server and not a quiet one.
 * Opening and closing take effect in the order they were asked for.
 */
export class LoopbackListener {
  readonly #sockets = new Map<number, Socket>();
  // As Node's HTTP servers have it: a small answer does not wait for the acknowledgement of the one before.
  readonly #server = net.createServer({ noDelay: true }, (socket) => this.#accept(socket));
  #order: Promise<void> = Promise.resolve();
  #accepted = 0;
  #ended = false;

  constructor(
    private readonly name: string,
    private port: number,
    private readonly onSocket: (socket: Socket) => void,
  ) {}

  /** Where clients find it; the port is known once it was opened. */
  get url(): string {
    return `http://${host}:${this.port}`;
  }

  /** Connections accepted since the start or the last {@link forgetConnections}. */
  get connections(): number {
    return this.#accepted;
  }

  forgetConnections(): void {
    this.#accepted = 0;
  }

  /** The raw socket of a connection that is still open: HTTP/2 hides it behind a proxy that cannot be reset. */
  socketFrom(remotePort: number | undefined): Socket | undefined {
    return this.#sockets.get(remotePort ?? -1);
  }

  /**
   * Accepts connections from now on; does nothing when it already does.
   * @throws SandboxError `port-in-use`
   */
  open(): Promise<void> {
    return this.#inOrder(() => this.#listen());
  }

  /** Refuses connections from now on and destroys the open ones; does nothing when it already does. */
  shut(): Promise<void> {
    return this.#inOrder(() => this.#unlisten());
  }

  /** Closes for good: opening it again does nothing. */
  end(): Promise<void> {
    this.#ended = true;
    kept.delete(this.port);
    return this.shut();
  }

  #inOrder(step: () => Promise<void>): Promise<void> {
    const done = this.#order.then(step);
    // The next step runs whatever became of this one; the caller of this one hears of its failure.
    this.#order = done.catch(() => undefined);
    return done;
  }

  async #listen(): Promise<void> {
    if (this.#server.listening || this.#ended) return;
    const candidates = this.port === 0 ? drawPorts() : [this.port];
    for (const port of candidates) if (await this.#take(port)) return;
    throw new SandboxError('port-in-use', `port ${candidates.at(-1)} for ${this.name} is in use`);
  }

  /** Whether the port was free, and is its own now. */
  async #take(port: number): Promise<boolean> {
    this.#server.listen(port, host);
    try {
      await once(this.#server, 'listening');
    } catch (cause) {
      if (!hasSystemCode(cause, 'EADDRINUSE')) throw cause;
      return false;
    }
    this.port = port;
    kept.add(port);
    return true;
  }

  async #unlisten(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const { remotePort } = socket;
    // Gone before it was accepted: there is nobody to talk to.
    if (remotePort === undefined) return void socket.destroy();
    this.#accepted += 1;
    this.#sockets.set(remotePort, socket);
    socket.once('close', () => this.#sockets.delete(remotePort));
    // A peer may reset at any time; the HTTP layer above notices by 'close'.
    socket.on('error', () => undefined);
    this.onSocket(socket);
  }
}

function drawPorts(): readonly number[] {
  const parts = Math.floor((ownPorts.below - ownPorts.from) / portsOfProcess);
  const from = ownPorts.from + (process.pid % parts) * portsOfProcess;
  const drawn = Array.from({ length: maxTries }, () => randomInt(from, from + portsOfProcess));
  return drawn.filter((port) => !kept.has(port));
}
