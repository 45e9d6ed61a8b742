import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

/** A caller who has asked for a stream and takes nothing of it but its head. Disposing of it closes its connection. */
export async function stallOn(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Disposable> {
  const posted = request(url, { method: 'POST', headers, agent: false }).end(body);
  // Nobody listens for data: the answer stays where it is, and fills what is in between.
  const [response] = (await once(posted, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The stream began with ${response.statusCode}`);
  response.on('error', () => undefined);
  return { [Symbol.dispose]: () => void posted.destroy() };
}
