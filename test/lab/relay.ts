import { once } from 'node:events';
import { connect, createServer, type ListenOptions, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** One end of a relay: a TCP address, or the path of a Unix socket, which is the same in every network. */
export type RelayEnd = { readonly host: string; readonly port: number } | { readonly path: string };

/** What comes in at one end goes on to the other. */
export interface RelayPlan {
  readonly listen: RelayEnd;
  readonly connect: RelayEnd;
}

/** What carries connections. Disposing of it ends them all. */
export interface Relay extends AsyncDisposable {
  /** Where it listens, for one that chose its port itself. */
  readonly port: number;
}

/**
 * Carries connections from one end to the other, byte for byte. Between namespaces this is the only way: they have no
 * link to the machine's own network, and none of their packets can end up there.
 */
export async function startRelay({ listen, connect: target }: RelayPlan): Promise<Relay> {
  const sockets = new Set<Socket>();
  const own = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) =>
    join(own(near), own(connect({ ...target, allowHalfOpen: true }))),
  );
  await once(server.listen(listen as ListenOptions), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(near: Socket, far: Socket): void {
  pipeline(near, far, () => undefined);
  pipeline(far, near, () => undefined);
}
