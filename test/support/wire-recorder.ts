import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The longest of a connection's bytes that are kept, so that a mark in two pieces is seen. */
const TAIL_LENGTH = 256;

/**
 * Stands in front of an upstream and sees every byte that comes, of whole requests and of those that break off: on the
 * level of TCP, before anybody has made a request of them.
 */
export interface WireRecorder extends AsyncDisposable {
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Every mark that has come in so far. */
  readonly marks: ReadonlySet<string>;
}

/** Starts one on a free port of the loopback address. What is not a mark is passed on and forgotten. */
export async function startWireRecorder(upstreamUrl: string, mark: RegExp): Promise<WireRecorder> {
  const marks = new Set<string>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const look = (text: string): void => text.match(mark)?.forEach((found) => marks.add(found));
  const server = createServer((incoming) => {
    connections += 1;
    let tail = '';
    incoming.on('data', (bytes: Buffer) => {
      const text = tail + bytes.toString('latin1');
      look(text);
      tail = text.slice(-TAIL_LENGTH);
    });
    for (const socket of pass(incoming, upstreamUrl)) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    marks,
    [Symbol.asyncDispose]: () => end(server, sockets),
  };
}

/** Joins both sides: what ends one ends the other, errors included. */
function pass(incoming: Socket, upstreamUrl: string): readonly Socket[] {
  const { hostname, port } = new URL(upstreamUrl);
  const outgoing = connect({ host: hostname, port: Number(port), noDelay: true });
  incoming.setNoDelay(true).pipe(outgoing).pipe(incoming);
  for (const [one, other] of [
    [incoming, outgoing],
    [outgoing, incoming],
  ] as const) {
    // A reset has to stay one: to those who asked it is another failure than an end.
    one.on('error', () => other.resetAndDestroy());
    one.once('close', () => other.destroy());
  }
  return [incoming, outgoing];
}

async function end(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
