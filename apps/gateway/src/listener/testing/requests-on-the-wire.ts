import { once } from 'node:events';
import { createServer, request as openRequest } from 'node:http';
import { MemoryConnections } from '../memory-connections.js';
import type { Http1Request } from '../to-http1-request.js';

const NOBODY = {
  remoteAddress: undefined,
  remotePort: undefined,
  remoteFamily: undefined,
  localAddress: undefined,
  localPort: undefined,
};

/** What a server makes of the bytes that Node's client writes for a request: the path of every request that it sees. */
export async function requestsOnTheWire(head: Http1Request, body: string): Promise<string[]> {
  const urls: string[] = [];
  const server = createServer((request, response) => {
    urls.push(request.url ?? '');
    request.resume().once('close', () => response.end());
  });
  const { clientSide, serverSide } = new MemoryConnections().open(NOBODY);
  server.emit('connection', serverSide);
  const request = openRequest({ ...head, createConnection: () => clientSide });
  request.on('error', () => undefined).on('response', (response) => response.resume());
  request.end(body);
  await once(clientSide, 'close');
  return urls;
}
