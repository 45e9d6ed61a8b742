import { afterEach, expect, it } from 'vitest';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';

const shared = shareDeployed(() => ({ concurrency: 1 }));
afterEach(() => shared.sandbox.faults.clear());

const startsOf = (role: 'internet' | 'vpn'): string[] => shared.function(role).invocations.map(({ start }) => start);

it('the first request starts a process, the next ones find it warm, and a new one starts like the first', async () => {
  const ask = () => shared.ask(`/vpn${HAIKU_PATH}/converse`, { body: CONVERSATION });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  await shared.gateway.settled();
  await shared.function('vpn').recycle();
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  expect(startsOf('vpn')).toEqual(['cold', 'warm', 'cold', 'warm']);
});

it('a start that fails is reported once, in one line, and tried again with the next request', async () => {
  await shared.gateway.settled();
  await shared.function('internet').recycle();
  const before = shared.function('internet').initErrors.length;
  await shared.sandbox.faults.setStore('secrets', { fault: 'down' });
  const failed = await fetch(`${shared.gateway.url}/health`);
  expect(failed.status).toBe(502);
  expect(await failed.json()).toMatchObject({ error: { type: 'UpstreamException', retryable: true } });
  const errors = shared.function('internet').initErrors.slice(before);
  expect(errors.map(({ errorType, errorMessage }) => [errorType, errorMessage])).toEqual([
    [
      'StartFailedError',
      'Cannot start: The token keys that GATEWAY_TOKEN_SECRET_ID stands for are unavailable: unreadable',
    ],
  ]);
  await shared.sandbox.faults.clear();
  expect((await fetch(`${shared.gateway.url}/health`)).status).toBe(200);
  expect(shared.function('internet').initErrors).toHaveLength(before + 1);
});
