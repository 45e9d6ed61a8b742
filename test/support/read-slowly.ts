import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What is posted where. */
export interface SlowRead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Called after each read, with the chunk. Says how long the reader waits before the next, taking nothing meanwhile. */
  readonly onRead: (chunk: Buffer) => number;
}

/** Posts, and reads the answer in small sips: what it does not read fills the sockets, and holds back the sender. */
export async function readSlowly({ url, headers, body, onRead }: SlowRead): Promise<IncomingMessage> {
  const posted = request(url, { method: 'POST', headers, agent: false }).end(body);
  const [response] = (await once(posted, 'response')) as [IncomingMessage];
  // Pulling by iteration takes one chunk at a time and leaves the socket paused in between.
  for await (const chunk of response) {
    const pauseMs = onRead(chunk as Buffer);
    if (pauseMs > 0) await pause(pauseMs);
  }
  return response;
}
