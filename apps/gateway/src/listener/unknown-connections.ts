import type { Socket } from 'node:net';
import { sniffPreface } from './sniff-preface.js';

/** Connections that have not said yet which protocol they speak: no session and no server knows them. */
export class UnknownConnections {
  private readonly sockets = new Set<Socket>();

  /** Waits for the first words of a connection, at most so long, and hands it on. */
  settle(socket: Socket, timeoutMs: number, accept: Parameters<typeof sniffPreface>[2]): void {
    const forget = (): void => void this.sockets.delete(socket);
    this.sockets.add(socket);
    socket.once('close', forget);
    sniffPreface(socket, timeoutMs, (protocol) => {
      forget();
      socket.off('close', forget);
      accept(protocol);
    });
  }

  /** Cuts them off. */
  destroy(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }
}
