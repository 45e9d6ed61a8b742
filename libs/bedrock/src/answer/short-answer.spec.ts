import { describe, expect, it, onTestFinished } from 'vitest';
import { BedrockConnection } from '../connection/bedrock-connection.js';
import { startHttpServer, startTcpServer } from '../testing/loopback-server.js';
import { connectionOptions } from '../testing/open-invoker.js';
import { ShortAnswer, type WholeAnswer } from './short-answer.js';

/** A connection with one socket, so that a second request has to wait for the first. */
function openConnection(): BedrockConnection {
  const connection = new BedrockConnection(connectionOptions({ maxConnections: 1 }));
  onTestFinished(() => connection.close());
  return connection;
}

function ask(
  connection: BedrockConnection,
  origin: string,
  signal = new AbortController().signal,
): Promise<WholeAnswer> {
  const answer = new ShortAnswer(10, signal);
  connection.pools.dispatch(origin, { method: 'POST', path: '/', body: 'x' }, answer);
  return answer.whole;
}

describe('a short answer', () => {
  it('is status, headers and the whole body', async () => {
    await using server = await startHttpServer((_, response) => {
      response.writeProcessing();
      response.writeHead(418, { 'X-Kind': 'teapot' });
      response.write('01234');
      setImmediate(() => response.end('56789'));
    });
    expect(await ask(openConnection(), server.origin)).toMatchObject({
      status: 418,
      headers: { 'x-kind': 'teapot' },
      body: Buffer.from('0123456789'),
    });
  });

  it('is none beyond its limit, and the rest is not waited for', async () => {
    await using server = await startHttpServer((_, response) => void response.writeHead(200).write('01234567890'));
    await expect(ask(openConnection(), server.origin)).rejects.toMatchObject({
      kind: 'not-bedrock',
      reason: 'answer-too-long',
    });
  });

  it('is none where the connection breaks, before it or within', async () => {
    await using refusing = await startTcpServer((socket) => socket.destroy());
    await expect(ask(openConnection(), refusing.origin)).rejects.toMatchObject({ kind: 'unreachable' });
    await using breaking = await startHttpServer((_, response) => {
      response.writeHead(200, { 'content-length': '5' }).write('0');
      setImmediate(() => response.destroy());
    });
    await expect(ask(openConnection(), breaking.origin)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('ends with the signal while it waits for a socket, and is never sent', async () => {
    let requests = 0;
    const held = Promise.withResolvers<void>();
    await using server = await startHttpServer(async (_, response) => {
      requests += 1;
      await held.promise;
      response.end('ok');
    });
    const connection = openConnection();
    const first = ask(connection, server.origin);
    const leaving = new AbortController();
    const second = expect(ask(connection, server.origin, leaving.signal)).rejects.toBe('gone');
    leaving.abort('gone');
    await second;
    held.resolve();
    expect((await first).body.toString()).toBe('ok');
    // The socket is free again: had the second been sent, it would have come before this one.
    expect((await ask(connection, server.origin)).status).toBe(200);
    expect(requests).toBe(2);
  });
});
