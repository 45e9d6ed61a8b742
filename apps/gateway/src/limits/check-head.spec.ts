import { describe, expect, it } from 'vitest';
import type { Request, Response } from 'express';
import { openSocket, readToEnd, startLoopbackApp } from '../testing/loopback-app.js';
import { limitServer } from '../listener/limit-server.js';
import { checkHead } from './check-head.js';

/** What becomes of a head: `passed`, or what its refusal says. */
async function judge(head: string): Promise<string> {
  const check = checkHead((error, _request, response) => {
    response.set('connection', 'close').end(error instanceof Error ? error.message : '');
  });
  await using app = await startLoopbackApp((request: Request, response: Response) =>
    check(request, response, () => response.set('connection', 'close').end('passed')),
  );
  limitServer(app.server, { maxConnections: 10 });
  const socket = await openSocket(app.port);
  socket.write(`${head}\r\n\r\n`);
  const answer = await readToEnd(socket);
  return answer.slice(answer.lastIndexOf('\r\n\r\n') + 4);
}

const HOST = 'Host: gateway';
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `X-${index}: a`).join('\r\n');

describe('the head of a request', () => {
  it.each([
    ['as it usually is', `GET / HTTP/1.1\r\n${HOST}`],
    ['with a hundred headers', `GET / HTTP/1.1\r\n${HOST}\r\n${lines(99)}`],
    ['with a URL of 8192 bytes', `GET /${'a'.repeat(8_191)} HTTP/1.1\r\n${HOST}`],
    ['of HTTP/1.0, which knows no Host', 'GET / HTTP/1.0'],
    ['with an empty Host, as functions without one have it', 'GET / HTTP/1.1\r\nHost:'],
  ])('passes %s', async (_what, head) => {
    expect(await judge(head)).toBe('passed');
  });

  it.each([
    [
      'with more headers',
      `GET / HTTP/1.1\r\n${HOST}\r\n${lines(100)}`,
      'The head of the request is over its limit: maxHeaderCount is 100',
    ],
    [
      'with more headers than Node would show',
      `GET / HTTP/1.1\r\n${HOST}\r\n${'a:b\r\n'.repeat(2_100)}c:d`,
      'The head of the request is over its limit: maxHeaderCount is 100',
    ],
    [
      'with a longer URL',
      `GET /?${'a'.repeat(8_191)} HTTP/1.1\r\n${HOST}`,
      'The head of the request is over its limit: maxUrlBytes is 8192',
    ],
    ['without a Host', 'GET / HTTP/1.1', 'Request is not valid: Host is missing'],
    ['with two of them', `GET / HTTP/1.1\r\n${HOST}\r\nhost: b`, 'Request is not valid: Host is given more than once'],
    ['with one twice', `GET / HTTP/1.1\r\n${HOST}\r\n${HOST}`, 'Request is not valid: Host is given more than once'],
  ])('is refused %s', async (_what, head, message) => {
    expect(await judge(head)).toBe(message);
  });
});
