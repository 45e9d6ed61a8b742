import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { CredentialsUnavailableError } from '../../errors.js';
import { KeptSession } from './kept-session.js';
import type { RoleSession } from './role-session.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const { signal } = new AbortController();

let now: number;
let random: number;
let openings: PromiseWithResolvers<RoleSession>[];
let session: KeptSession;

beforeEach(() => {
  now = 1_000_000;
  random = 0;
  openings = [];
  const open = (): Promise<RoleSession> => {
    const opening = Promise.withResolvers<RoleSession>();
    openings.push(opening);
    return opening.promise;
  };
  session = new KeptSession(open, { now: () => now, random: () => random });
});

/** A session of an hour, which begins now. */
function anHour(name: string): RoleSession {
  const credentials = { kind: 'access-key', accessKeyId: name, secretAccessKey: 's', sessionToken: 't' } as const;
  return { credentials, expiresAtEpochMs: now + HOUR_MS };
}

/** Ends the last opening that is under way. */
async function end(outcome: RoleSession | Error): Promise<void> {
  const last = openings.at(-1);
  if (outcome instanceof Error) last?.reject(outcome);
  else last?.resolve(outcome);
  await setImmediate();
}

const nameNow = async (): Promise<string> => (await session.current(signal)).accessKeyId;

async function begin(name = 'first'): Promise<void> {
  const first = session.current(signal);
  await end(anHour(name));
  await first;
}

describe('without a session', () => {
  it('fails for everybody who waits, by one opening, and tries again 5 s later', async () => {
    const waiting = Promise.allSettled([session.current(signal), session.current(signal)]);
    await end(new CredentialsUnavailableError('STS does not answer', undefined, 'this-route'));
    for (const one of await waiting) expect(one).toMatchObject({ reason: { code: 'CREDENTIALS_UNAVAILABLE' } });
    now += 4_999;
    await expect(session.current(signal)).rejects.toThrow('STS does not answer');
    expect(openings).toHaveLength(1);
    now += 1;
    await begin();
    expect(openings).toHaveLength(2);
  });

  it('says so in its own words when opening fails in a way that nobody thought of', async () => {
    const waiting = expect(session.current(signal)).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      missingOn: 'this-route',
      cause: new TypeError('a defect'),
    });
    await end(new TypeError('a defect'));
    await waiting;
  });

  it('lets nobody wait beyond their own signal, and ends the opening for nobody else', async () => {
    const impatient = new AbortController();
    const gone = expect(session.current(impatient.signal)).rejects.toBe('gone');
    const patient = session.current(signal);
    impatient.abort('gone');
    await gone;
    await end(anHour('first'));
    expect((await patient).accessKeyId).toBe('first');
  });
});

describe('with a session', () => {
  it('stays with it, the same object, until 70 % of its life are over', async () => {
    await begin();
    const before = await session.current(signal);
    now += 42 * MINUTE_MS - 1;
    expect(await session.current(signal)).toBe(before);
    expect(openings).toHaveLength(1);
  });

  it('then goes on with it while the next one is being opened', async () => {
    await begin();
    now += 42 * MINUTE_MS;
    expect([await nameNow(), await nameNow()]).toEqual(['first', 'first']);
    expect(openings).toHaveLength(2);
    await end(anHour('second'));
    expect(await nameNow()).toBe('second');
    expect(openings).toHaveLength(2);
  });

  it('spreads the moments at which sessions are renewed, up to 85 % of their lives', async () => {
    random = 1;
    await begin();
    now += 51 * MINUTE_MS - 1;
    await nameNow();
    expect(openings).toHaveLength(1);
    now += 1;
    await nameNow();
    expect(openings).toHaveLength(2);
  });

  it('serves through an outage until half a minute before its end, and then says that there is none', async () => {
    await begin();
    for (let minute = 42; minute < 59; minute += 1) {
      now = 1_000_000 + minute * MINUTE_MS;
      expect(await nameNow()).toBe('first');
      await end(new CredentialsUnavailableError('STS does not answer', undefined, 'this-route'));
    }
    // The last failed opening was a moment ago: nobody waits for another.
    now = 1_000_000 + HOUR_MS - 30_001;
    expect(await nameNow()).toBe('first');
    await end(new CredentialsUnavailableError('STS does not answer', undefined, 'this-route'));
    now += 1;
    await expect(session.current(signal)).rejects.toMatchObject({ missingOn: 'this-route' });
  });

  it('is over when its end has come and the next one took too long', async () => {
    await begin();
    now += 59 * MINUTE_MS + 30_000;
    const waiting = expect(session.current(signal)).rejects.toThrow('the session has ended');
    await end({ ...anHour('late'), expiresAtEpochMs: now });
    await waiting;
  });
});

describe('renewing for a caller who was refused', () => {
  it('opens another session', async () => {
    await begin();
    now += 10_000;
    const renewed = session.renew(signal);
    await end(anHour('second'));
    expect(await renewed).toBe(true);
    expect(await nameNow()).toBe('second');
  });

  it('changes nothing where that fails, and the session stays', async () => {
    await begin();
    now += 10_000;
    const renewed = session.renew(signal);
    await end(new CredentialsUnavailableError('STS does not answer', undefined, 'this-route'));
    expect(await renewed).toBe(false);
    expect(await nameNow()).toBe('first');
  });

  it('does not open one after the other for a session that Bedrock refuses from the beginning', async () => {
    await begin();
    now += 9_999;
    expect(await session.renew(signal)).toBe(false);
    expect(openings).toHaveLength(1);
  });

  it('is done already where the session has changed since the call was signed', async () => {
    await begin();
    now += 42 * MINUTE_MS;
    await nameNow();
    await end(anHour('second'));
    expect(await session.renew(signal)).toBe(true);
    expect(openings).toHaveLength(2);
  });
});
