import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { afterLapse } from './after-lapse.js';

it('calls back once', async () => {
  const called = Promise.withResolvers<string>();
  afterLapse(1, () => called.resolve('called'));
  await expect(called.promise).resolves.toBe('called');
});

it('does not call back what was taken back, be it in the last moment', async () => {
  const callback = vi.fn<() => void>();
  const takeBack = afterLapse(0, callback);
  const later = new Promise<void>((resolve) => {
    setTimeout(() => {
      takeBack();
      setTimeout(resolve, 1);
    }, 0);
  });
  await later;
  expect(callback).not.toHaveBeenCalled();
});

it('looks first at what came in while the process was busy with itself', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[other]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[Socket], unknown];
  const order: string[] = [];
  const lapsed = Promise.withResolvers<void>();
  socket.on('data', () => order.push('answer'));
  afterLapse(1, () => {
    order.push('lapsed');
    lapsed.resolve();
  });
  // It is with the system at once, and nobody reads it until the time is long over.
  other.write('here');
  const busyUntilMs = performance.now() + 20;
  while (performance.now() < busyUntilMs);
  await lapsed.promise;
  for (const end of [socket, other]) end.destroy();
  server.close();
  expect(order).toEqual(['answer', 'lapsed']);
});
