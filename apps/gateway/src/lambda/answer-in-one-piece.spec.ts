import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { invocationOf } from '../exchange/invocation.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { INVOCATION, proxyRequest } from '../testing/carried.js';
import { createOnePieceApp, echo, type OnePieceHandler } from '../testing/one-piece-app.js';
import { answerInOnePiece } from './answer-in-one-piece.js';
import type { ProxyRequest } from './proxy-event.js';

/** What API Gateway takes. */
interface Result {
  readonly statusCode: number;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly headers?: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

let app: NestExpressApplication;

afterEach(() => app.close());

async function ask(handle: OnePieceHandler, facts: Partial<ProxyRequest> = {}): Promise<Result> {
  app = await createOnePieceApp(handle);
  return (await answerInOnePiece(app, proxyRequest(facts), INVOCATION)) as Result;
}

describe('answerInOnePiece, where an answer breaks off', () => {
  it.each<[string, OnePieceHandler]>([
    ['before its head', (_request, response) => void response.destroy()],
    ['in its middle', (_request, response) => void response.write('half', () => response.destroy(new Error('cut')))],
    ['by its connection', (request, response) => void response.write('half', () => request.res?.socket?.destroy())],
  ])('fails when it does so %s', async (_what, handle) => {
    await expect(ask(handle)).rejects.toMatchObject({ code: 'ANSWER_BROKEN' });
    expect(app.get(RequestsInFlight).count).toBe(0);
  });

  it('tells the application that its caller is gone', async () => {
    const gone = Promise.withResolvers<boolean>();
    const asking = ask(({ exchange }, response) => {
      exchange.callerGone.addEventListener('abort', () => gone.resolve(true));
      response.write('half', () => response.destroy());
    });
    await expect(asking).rejects.toMatchObject({ code: 'ANSWER_BROKEN' });
    expect(await gone.promise).toBe(true);
  });
});

describe('answerInOnePiece', () => {
  it('hands over method, path, headers, address and body as they came', async () => {
    const headers = [
      ['Host', 'gateway.test'],
      ['Authorization', 'Bearer a'],
      ['authorization', 'Bearer b'],
      ['X-Bytes', '\u00e2\u0082\u00ac'],
    ] as const;
    const target = '/model/a%2Fb%253A0/invoke?q=%20&q=2';
    const answer = await ask(echo, { method: 'POST', target, headers, body: Buffer.from('{"é":1}') });
    expect(JSON.parse(answer.body)).toEqual({
      method: 'POST',
      originalUrl: target,
      rawHeaders: headers.flat(),
      headers: {
        host: 'gateway.test',
        authorization: 'Bearer a, Bearer b',
        'x-bytes': '\u00e2\u0082\u00ac',
        'content-length': '8',
      },
      address: '203.0.113.7',
      body: '{"é":1}',
    });
  });

  it('serves a request without headers and without a body', async () => {
    const answer = await ask(echo, { headers: [] });
    expect(JSON.parse(answer.body)).toMatchObject({ rawHeaders: ['host', ''], headers: {}, body: '' });
  });

  it('carries an upload of 4 MB', async () => {
    const answer = await ask(echo, { method: 'POST', body: Buffer.alloc(4_000_000, 'x') });
    expect((JSON.parse(answer.body) as { body: string }).body).toHaveLength(4_000_000);
  });

  it('has lists for values, and so every one of a repeated header', async () => {
    const answer = await ask((_request, response) => {
      response.status(201).setHeader('Vary', ['a', 'b']).setHeader('X-N', 7).type('text/plain').send('whole');
    });
    expect(answer).toMatchObject({ statusCode: 201, body: 'whole', isBase64Encoded: false });
    expect(answer.multiValueHeaders).toMatchObject({ vary: ['a', 'b'], 'x-n': ['7'] });
    expect(answer).not.toHaveProperty('headers');
  });

  it('leaves out what is of one hop, which API Gateway would give other names', async () => {
    const answer = await ask((_request, response) => {
      response.setHeader('Date', new Date(0).toUTCString()).setHeader('Connection', 'close').send('whole');
    });
    expect(Object.keys(answer.multiValueHeaders)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:content-length|date|connection)$/)]),
    );
  });

  it('has single values for a load balancer, too', async () => {
    const answer = await ask((_request, response) => void response.setHeader('Vary', ['a', 'b']).end(), {
      source: 'load-balancer',
    });
    expect(answer.headers).toMatchObject({ vary: 'a', 'cache-control': 'no-store' });
    expect(answer.multiValueHeaders).toMatchObject({ vary: ['a', 'b'] });
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['APPLICATION/JSON', false],
    ['text/event-stream', false],
    ['text/html;charset=utf-8', false],
    ['application/javascript', false],
    ['application/vnd.amazon.eventstream', true],
    ['application/jsonp', true],
    ['image/png', true],
    ['image/svg+xml', true],
    ['text', true],
    [undefined, true],
  ])('gives a body of type %s as base64: %s', async (type, isBase64Encoded) => {
    const bytes = Buffer.from(isBase64Encoded ? [0, 255, 128, 13, 10] : Buffer.from('é\u0000😀'));
    const answer = await ask((_request, response) => {
      if (type !== undefined) response.setHeader('Content-Type', type);
      response.write(bytes.subarray(0, 2));
      response.end(bytes.subarray(2));
    });
    expect(answer.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(answer.body, isBase64Encoded ? 'base64' : 'utf8')).toEqual(bytes);
  });

  it.each([204, 304])('gives an answer of status %i no body', async (status) => {
    expect(await ask((_request, response) => void response.status(status).end())).toMatchObject({
      statusCode: status,
      body: '',
    });
  });

  it('tells which invocation a request belongs to', async () => {
    const answer = await ask((request, response) => response.json(invocationOf(request) === INVOCATION));
    expect(answer.body).toBe('true');
  });

  it('takes the caller of a whole answer for gone at no time, and ends what it holds', async () => {
    const seen: unknown[] = [];
    await ask(async ({ exchange }, response) => {
      exchange.startDeadline(60_000);
      response.once('close', () => seen.push(exchange.callerGone.aborted, response.writableFinished));
      response.end('whole');
    });
    await vi.waitFor(() => expect(seen).toEqual([false, true]));
  });

  it('is whole, too, where the application destroys its response behind the end', async () => {
    const answer = await ask((_request, response) => void response.end('whole', () => response.destroy()));
    expect(Buffer.from(answer.body, 'base64').toString()).toBe('whole');
    expect(app.get(RequestsInFlight).count).toBe(0);
  });

  it('counts no request any more when its answer is there, however many there were', async () => {
    app = await createOnePieceApp(echo);
    for (let count = 0; count < 600; count += 1) await answerInOnePiece(app, proxyRequest(), INVOCATION);
    await vi.waitFor(() => expect(app.get(RequestsInFlight).count).toBe(0));
  });
});
