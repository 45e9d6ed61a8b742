import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { acceptHttp1AndHttp2 } from './dual-protocol.js';
import { LoopbackListener } from './loopback-listener.js';

let listener: LoopbackListener;
beforeAll(async () => {
  const accept = acceptHttp1AndHttp2((request, response) => {
    response.statusCode = 200;
    response.end(`${request.httpVersion} ${request.method}`);
  });
  listener = new LoopbackListener('a test', 0, accept);
  await listener.open();
});
afterAll(() => listener.end());

async function connect(): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(listener.url).port), '127.0.0.1').setNoDelay(true);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends text in pieces that the server reads one by one. */
async function trickle(socket: net.Socket, text: string, pieceLength: number): Promise<void> {
  for (let start = 0; start < text.length; start += pieceLength) {
    socket.write(text.slice(start, start + pieceLength));
    await nextTurn();
    await nextTurn();
  }
}

describe('One port for two protocols', () => {
  // PUT, POST and PATCH begin as HTTP/2's preface does.
  it.each(['GET', 'PUT', 'POST', 'PATCH', 'PROPFIND'])(
    'serves %s over HTTP/1.1, however its bytes arrive',
    async (method) => {
      for (const pieceLength of [1, 2, 3, 1000]) {
        const socket = await connect();
        await trickle(socket, `${method} / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`, pieceLength);
        const [answer] = (await once(socket, 'data')) as [Buffer];
        expect(answer.toString()).toContain(`1.1 ${method}`);
      }
    },
  );

  it.each([1, 2, 5, 1000])('serves HTTP/2 when its preface comes in pieces of %i', async (pieceLength) => {
    const socket = await connect();
    // The preface, and an empty SETTINGS frame.
    await trickle(socket, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', pieceLength);
    const [frame] = (await once(socket, 'data')) as [Buffer];
    // Type 4 is SETTINGS, the server's first word.
    expect(frame.readUInt8(3)).toBe(4);
  });

  it('serves many HTTP/2 streams on one connection', async () => {
    const session = http2.connect(listener.url);
    onTestFinished(() => session.close());
    const ask = async (): Promise<string> => {
      let said = '';
      for await (const chunk of session.request({ ':path': '/' }).setEncoding('utf8')) said += String(chunk);
      return said;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers)).toStrictEqual(new Set(['2.0 GET']));
  });

  it('survives connections that say nothing, half a word, or nonsense', async () => {
    for (const text of ['', 'P', 'PR', 'PRINT', '\u0000\u0001']) {
      const socket = await connect();
      socket.write(text);
      await nextTurn();
      socket.resetAndDestroy();
    }
    expect(await (await fetch(listener.url)).text()).toBe('1.1 GET');
  });
});

describe('A loopback listener', () => {
  it('opens and closes in the order it was asked, on the same port', async () => {
    const url = listener.url;
    const steps = [listener.shut(), listener.open(), listener.shut(), listener.open(), listener.open()];
    await Promise.all(steps);
    expect(listener.url).toBe(url);
    expect(await (await fetch(url)).text()).toBe('1.1 GET');
  });

  it('destroys open connections when it closes', async () => {
    const socket = await connect();
    socket.on('error', () => undefined).resume();
    await listener.shut();
    await expect.poll(() => socket.destroyed || socket.readableEnded).toBe(true);
    await listener.open();
  });
});
