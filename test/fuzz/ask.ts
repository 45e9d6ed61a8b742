import { once } from 'node:events';
import { RawConnection, readAnswer, type ReceivedAnswer } from '../support/raw-connection.js';
import type { FuzzedRequest } from './requests.js';

/** No answer takes longer than this, or it is the defect that was looked for. */
const PATIENCE_MS = 15_000;

/** Sends one request as it is, on a connection of its own. Undefined if the connection ended without an answer. */
export async function ask(url: string, request: FuzzedRequest, token: string): Promise<ReceivedAnswer | undefined> {
  using connection = await RawConnection.open(url);
  await connection.send(Buffer.from(write(request, token), 'latin1'));
  const outOfPatience = AbortSignal.timeout(PATIENCE_MS);
  await Promise.race([connection.closed, once(outOfPatience, 'abort')]);
  if (outOfPatience.aborted) throw new Error('The connection stayed open');
  const final = connection.received.replace(/^(?:HTTP\/1\.1 1\d\d [^]*?\r\n\r\n)+/, '');
  return final === '' ? undefined : readAnswer(final);
}

function write({ method, target, headers, body, chunked }: FuzzedRequest, token: string): string {
  const bytes = Buffer.from(body, 'utf8').toString('latin1');
  const framing = bytes === '' ? [] : [chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`];
  const given = headers.map(([name, value]) => `${name}: ${value}`);
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: gateway',
    ...(token === '' ? [] : [`Authorization: Bearer ${token}`]),
    ...(isTyped ? [] : ['Content-Type: application/json']),
    ...given,
    ...framing,
    'Connection: close',
  ];
  const sent = chunked && bytes !== '' ? `${bytes.length.toString(16)}\r\n${bytes}\r\n0\r\n\r\n` : bytes;
  return `${lines.join('\r\n')}\r\n\r\n${sent}`;
}
