import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** An address that swallows what is sent to it: no connection to it is ever made, and none is refused. */
export interface BlackHole extends AsyncDisposable {
  readonly url: string;
}

/** Connections that fit into the queue. Linux takes one more than the backlog. */
const BACKLOG = 1;

/** Listens, and then never looks again: the thread stands still, and nobody takes connections out of the queue. */
const LISTEN_AND_STAND_STILL = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: ${BACKLOG} }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

/**
 * Opens one on the loopback address, as a tunnel that is cut does it: the queue of a listener is full, and the system
 * drops further attempts to connect without a word.
 */
export async function openBlackHole(): Promise<BlackHole> {
  const worker = new Worker(LISTEN_AND_STAND_STILL, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const queued = await fillQueue(port);
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of queued) socket.destroy();
      await worker.terminate();
    },
  };
}

/** Connections that the system makes by itself, and that nobody will ever serve. */
async function fillQueue(port: number): Promise<readonly Socket[]> {
  const queued: Socket[] = [];
  while (queued.length <= BACKLOG) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    queued.push(socket);
  }
  return queued;
}
