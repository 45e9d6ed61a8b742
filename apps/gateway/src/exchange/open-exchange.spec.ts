import { expect, it } from 'vitest';
import { startLoopbackApp } from '../testing/loopback-app.js';

it('gives every answer its id, and forbids to keep it or to guess its type', async () => {
  await using app = await startLoopbackApp(({ exchange }, response) => {
    response.status(404).json(exchange.requestId);
  });
  const answer = await fetch(app.url, { headers: { 'x-request-id': 'client-1' } });
  expect(answer.headers.get('x-request-id')).toBe(await answer.json());
  expect(answer.headers.get('x-client-request-id')).toBe('client-1');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

it('gives two requests on one connection two ids', async () => {
  await using app = await startLoopbackApp(({ exchange }, response) => {
    response.json(exchange.requestId);
  });
  const ids = [await (await fetch(app.url)).json(), await (await fetch(app.url)).json()];
  expect(new Set(ids).size).toBe(2);
});
