import { expect } from 'vitest';
import type { StoredRecord } from './audit-records.js';
import { get } from './post.js';
import type { RawConnection } from './raw-connection.js';
import type { System } from './system.js';
import { NO_TRAFFIC, trafficOf } from './traffic.js';

/** How a client may give up in the middle of an upload. The words name the test, and its caller. */
export const WAYS_TO_GIVE_UP: readonly (readonly [how: string, giveUp: (connection: RawConnection) => void])[] = [
  ['the client goes away', (connection) => connection[Symbol.dispose]()],
  ['the client says that nothing more will come', (connection) => connection.finish()],
  ['a chunk is none', (connection) => void connection.send('no chunk\r\n')],
];

/** Waits until one request is in the middle of its upload: what a client does earlier is another story. */
export async function expectAtWork(system: System): Promise<void> {
  const status = async (): Promise<unknown> => (await get(system, '/status')).json();
  await expect.poll(status).toMatchObject({ requestsInFlight: 1 });
}

/** The records of one caller, the oldest first. */
export async function recordsOf(system: System, caller: string): Promise<readonly StoredRecord[]> {
  return (await system.records()).filter(({ subject }) => subject === caller);
}

/** Expects that the last request is on record as told, and that nothing of it was sent. */
export async function expectLastRefused(system: System, record: object): Promise<void> {
  expect((await recordsOf(system, 'tester')).at(-1)).toMatchObject({ success: false, attempts: [], ...record });
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
}
