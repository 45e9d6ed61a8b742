import { expect, it } from 'vitest';
import { beginSystem } from '../support/begin-system.js';
import { get } from '../support/post.js';
import { ask } from '../support/traffic.js';

const DAY_MS = 86_400_000;

it('a key in the secret that lasts is named with its age: loudly after 90 days, once a day, and in the status', async () => {
  const madeAtEpochMs = Date.now() - 100 * DAY_MS;
  const system = await beginSystem({ sandbox: { nowEpochMs: () => madeAtEpochMs } });
  for (let asked = 0; asked < 5; asked += 1) expect((await ask(system, '')).status).toBe(200);

  const status: unknown = await (await get(system, '/status')).json();
  expect(status).toMatchObject({ credentials: { kind: 'api-key', isLongLived: true, ageDays: 100 } });
  const lines = system.output.text().split('\n');
  const reminders = lines.filter((line) => line.includes('long-lived-key'));
  expect(reminders).toHaveLength(1);
  expect(JSON.parse(reminders[0] ?? '')).toMatchObject({ level: 'error' });
  const key = await system.sandbox.readSecret('cross-partition-commercial-creds');
  expect(system.output.text()).not.toContain((JSON.parse(key ?? '{}') as Record<string, string>)['bedrock_api_key']);
});

it('a key of today is named in the status alone', async () => {
  const system = await beginSystem();
  expect((await ask(system, '')).status).toBe(200);
  const status: unknown = await (await get(system, '/status')).json();
  expect(status).toMatchObject({ credentials: { kind: 'api-key', isLongLived: true, ageDays: 0 } });
  expect(system.output.text()).not.toContain('long-lived-key');
});
