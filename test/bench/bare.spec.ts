import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { endToEnd } from '../../bench/contestants/bare/end-to-end.ts';
import { startBare } from '../../bench/contestants/bare.ts';
import type { Contestant } from '../../bench/contestants/contestant.ts';

/** More than the sockets of two hops hold, on any system that is set up as usual. */
const MUCH_BYTES = 50_000_000;

/** Stands in front of a server that does what it is told with requests to `/told`, and answers all others. */
async function standBefore(told: RequestListener): Promise<Contestant & { readonly url: string }> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/told') === true) told(request, response);
    else request.resume().on('end', () => response.end('{}'));
  });
  onTestFinished(() => server.close().closeAllConnections());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bare = await startBare((server.address() as AddressInfo).port);
  onTestFinished(() => bare[Symbol.asyncDispose]());
  return { ...bare, url: `http://127.0.0.1:${bare.port}/told` };
}

it('leaves behind what is said for one hop, and what that says is', () => {
  const fields = ['Host', 'a', 'X-One', '1', 'Connection', 'keep-alive, X-Two', 'x-two', '2', 'TE', 'trailers'];
  expect(endToEnd(fields)).toEqual(['X-One', '1']);
  const repeated = ['Set-Cookie', 'a', 'Set-Cookie', 'b'];
  expect(endToEnd(['Transfer-Encoding', 'chunked', ...repeated])).toEqual(repeated);
});

it.each([
  ['short', 1_000],
  ['long', 300_000],
])('passes method, target, fields and a %s body on, and the answer back', async (_what, length) => {
  const bare = await standBefore((request, response) => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        response.writeHead(418, { 'X-Answer': `${request.method} ${request.url} ${String(request.headers['x-ask'])}` });
        response.end(Buffer.concat(parts));
      });
  });
  const body = 'ä'.repeat(length / 2);
  const response = await fetch(`${bare.url}?a=%20b`, { method: 'PUT', headers: { 'X-Ask': 'yes' }, body });
  expect(response.status).toBe(418);
  expect(response.headers.get('x-answer')).toBe('PUT /told?a=%20b yes');
  expect(await response.text()).toBe(body);
});

it('passes each piece of an answer on when it comes, and of a body, too', async () => {
  const bare = await standBefore((request, response) => request.on('data', (piece) => response.write(piece)));
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  void writer.write(Buffer.from('one'));
  const response = await fetch(bare.url, { method: 'POST', body: readable, duplex: 'half' });
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
  void writer.write(Buffer.from('two'));
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two');
  await reader?.cancel();
});

it('takes the request to the upstream along when its caller goes', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const bare = await standBefore((_, response) => void response.once('close', resolve).write('a'));
  const request = get(bare.url);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer, 'data');
  answer.on('error', () => undefined);
  request.destroy();
  await expect(gone).resolves.toBeUndefined();
});

it('takes no more from the upstream than its caller takes', async () => {
  const sent = { bytes: 0 };
  const bare = await standBefore((_, response) => {
    const chunk = Buffer.alloc(65_536);
    const write = (): void => {
      do sent.bytes += chunk.length;
      while (response.write(chunk));
    };
    write();
    response.on('drain', write);
  });
  const request = get(bare.url);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  for (let before = -1; before !== sent.bytes && sent.bytes < MUCH_BYTES; await pause(250)) before = sent.bytes;
  expect(sent.bytes).toBeLessThan(MUCH_BYTES);
  request.destroy();
});

it('cuts an answer that is cut, and answers 502 where there is none', async () => {
  const bare = await standBefore((request, response) => {
    if (request.url === '/told') response.write('half', () => response.destroy());
    else response.destroy();
  });
  const cut = await fetch(bare.url);
  await expect(cut.text()).rejects.toThrow('terminated');
  expect((await fetch(`${bare.url}/nothing`)).status).toBe(502);
});
