import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens for one test. */
export interface ServedOnce extends AsyncDisposable {
  readonly url: string;
}

/** Has a server listen on a free port of this machine until it is disposed of. */
export async function serveOnce(server: Server): Promise<ServedOnce> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
