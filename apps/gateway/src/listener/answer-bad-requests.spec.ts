import { once } from 'node:events';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { closed, openSocket, readToEnd, startLoopbackApp, type LoopbackApp } from '../testing/loopback-app.js';
import { answerBadRequests } from './answer-bad-requests.js';

/** An application that never answers unless told how, and the statuses that it was told of. */
async function startApp(
  answer: (request: Request, response: Response) => unknown = () => undefined,
): Promise<LoopbackApp & { readonly statuses: readonly number[] }> {
  const app = await startLoopbackApp(answer);
  const statuses: number[] = [];
  answerBadRequests(app.server, (status) => statuses.push(status));
  return { ...app, statuses };
}

const UPLOAD = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('answerBadRequests', () => {
  it('answers what is no HTTP, says so to whoever counts, and ends the connection', async () => {
    await using app = await startApp();
    const socket = await openSocket(app.port);
    socket.write('hello\r\n\r\n');
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*"statusCode":400,/);
    expect(app.statuses).toEqual([400]);
  });

  it('names the request whose body broke off by its own id, under which it is on record', async () => {
    await using app = await startApp();
    const socket = await openSocket(app.port);
    socket.write(UPLOAD);
    const [, response] = (await once(app.server, 'request')) as [Request, Response];
    socket.write('no chunk\r\n');
    const text = await readToEnd(socket);
    expect(text).toContain(`x-request-id: ${String(response.getHeader('X-Request-ID'))}\r\n`);
    expect(app.statuses).toEqual([400]);
  });

  it('says nothing behind half an answer', async () => {
    await using app = await startApp((_request, response) => void response.write('half'));
    const socket = await openSocket(app.port);
    socket.write(UPLOAD);
    await once(socket, 'data');
    socket.write('no chunk\r\n');
    await closed(socket);
    expect(app.statuses).toEqual([]);
  });

  it.each(['ECONNRESET', 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM', 'ERR_TLS_HANDSHAKE_TIMEOUT', undefined])(
    'cuts off without a word where nobody would read it: %s',
    async (code) => {
      await using app = await startApp();
      const socket = await openSocket(app.port);
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const [request] = (await once(app.server, 'request')) as [Request];
      app.server.emit('clientError', Object.assign(new Error('of another kind'), { code }), request.socket);
      expect(await readToEnd(socket)).toBe('');
      expect(app.statuses).toEqual([]);
    },
  );

  it('serves whoever expects what nobody offers', async () => {
    await using app = await startApp((_request, response) => void response.end('served'));
    const socket = await openSocket(app.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\nConnection: close\r\n\r\n');
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*served/);
  });
});
