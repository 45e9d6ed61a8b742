import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SecretUnreadableError } from '../errors.js';
import { SecretReader } from './secret-reader.js';
import type { SecretStage } from './secret-reader.js';
import { SecretsManagerCredentialsSource } from './secrets-manager-credentials.source.js';

type Answer = string | undefined | Error;

/** Answers each read when the test says so. */
class ScriptedSecretReader extends SecretReader {
  readonly asked: (readonly [string, SecretStage])[] = [];
  private waiting: PromiseWithResolvers<string | undefined>[] = [];

  override read(secretId: string, stage: SecretStage): Promise<string | undefined> {
    this.asked.push([secretId, stage]);
    const next = Promise.withResolvers<string | undefined>();
    this.waiting.push(next);
    return next.promise;
  }

  async answer(value: Answer): Promise<void> {
    const next = this.waiting.shift();
    if (value instanceof Error) next?.reject(value);
    else next?.resolve(value);
    await new Promise(setImmediate);
  }
}

const { signal } = new AbortController();
const OLD = '{"bedrock_api_key":"old"}';
const NEW = '{"bedrock_api_key":"new"}';
const OLD_KEY = { kind: 'api-key', apiKey: 'old' };
const MINUTE_MS = 60_000;

let now: number;
let reader: ScriptedSecretReader;
let source: SecretsManagerCredentialsSource;

beforeEach(() => {
  now = 1_000_000;
  reader = new ScriptedSecretReader();
  const options = { secretId: 'creds', ttlMs: 5 * MINUTE_MS, hardLimitMs: 60 * MINUTE_MS };
  source = new SecretsManagerCredentialsSource(reader, options, () => now);
});

async function fill(text = OLD): Promise<void> {
  const first = source.current(signal);
  await reader.answer(text);
  await first;
}

describe('current, with nothing cached', () => {
  it.each<readonly [string, Answer, string]>([
    ['there is no secret', undefined, 'there is no such secret'],
    ['the secret is unreadable', new SecretUnreadableError('access-denied'), 'secret unreadable'],
    ['the secret has no shape that is known', '{}', 'neither'],
  ])('says so when %s', async (_, answer, words) => {
    const waiting = expect(source.current(signal)).rejects.toThrow(words);
    await reader.answer(answer);
    await waiting;
  });

  it('tries again after 5 s, not before', async () => {
    const waiting = expect(source.current(signal)).rejects.toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
    await reader.answer(new Error('down'));
    await waiting;
    now += 4_999;
    await expect(source.current(signal)).rejects.toThrow('secret unreadable');
    expect(reader.asked).toHaveLength(1);
    now += 1;
    await fill();
    expect(reader.asked).toHaveLength(2);
  });

  it('lets many callers share one fetch, of the current version', async () => {
    const callers = [source.current(signal), source.current(signal), source.current(signal)];
    await reader.answer(OLD);
    expect(await Promise.all(callers)).toEqual([OLD_KEY, OLD_KEY, OLD_KEY]);
    expect(reader.asked).toEqual([['creds', 'AWSCURRENT']]);
  });

  it('lets one caller leave without disturbing the others', async () => {
    const controller = new AbortController();
    const leaving = expect(source.current(controller.signal)).rejects.toBe('gone');
    const staying = source.current(signal);
    controller.abort('gone');
    await leaving;
    await reader.answer(OLD);
    await expect(staying).resolves.toMatchObject({ apiKey: 'old' });
  });
});

describe('current, with something cached', () => {
  it('asks nobody until the TTL has passed', async () => {
    await fill();
    now += 5 * MINUTE_MS - 1;
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'old' });
    expect(reader.asked).toHaveLength(1);
  });

  it('serves the old ones while it fetches, then the new ones', async () => {
    await fill();
    now += 5 * MINUTE_MS;
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'old' });
    expect(reader.asked).toHaveLength(2);
    await reader.answer(NEW);
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'new' });
  });

  it('serves the last good ones through an outage, up to the hard limit', async () => {
    await fill();
    now += 59 * MINUTE_MS;
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'old' });
    await reader.answer(new Error('down'));
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'old' });
    expect(reader.asked).toHaveLength(2);
    now += MINUTE_MS;
    const tooOld = expect(source.current(signal)).rejects.toThrow('secret unreadable');
    await reader.answer(new Error('down'));
    await tooOld;
  });

  it('serves nothing that is older than the hard limit, however new', async () => {
    source = new SecretsManagerCredentialsSource(reader, { secretId: 'creds', ttlMs: 0, hardLimitMs: 0 }, () => now);
    const waiting = expect(source.current(signal)).rejects.toThrow('older than the hard limit');
    await reader.answer(OLD);
    await waiting;
  });

  it('keeps the same object as long as the credentials are the same', async () => {
    await fill();
    const before = await source.current(signal);
    now += 5 * MINUTE_MS;
    await source.current(signal);
    await reader.answer('{ "bedrock_api_key": "old" }');
    expect(await source.current(signal)).toBe(before);
  });
});

describe('renew', () => {
  beforeEach(() => fill());

  async function renew(answer: Answer): Promise<boolean> {
    const renewed = source.renew(signal);
    await reader.answer(answer);
    return renewed;
  }

  it('is true when the credentials are others, and false when not', async () => {
    now += 2_000;
    expect(await renew(OLD)).toBe(false);
    now += 2_000;
    expect(await renew(NEW)).toBe(true);
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'new' });
  });

  it('stays true for calls that were signed just before the change, and no longer', async () => {
    now += 2_000;
    await renew(NEW);
    now += 9_999;
    expect(await renew(NEW)).toBe(true);
    now += 1_001;
    expect(await renew(NEW)).toBe(false);
  });

  it('fetches at most once a second: whoever is refused earlier waits, and then all share one fetch', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    now += 400;
    const refused = [source.renew(signal), source.renew(signal)];
    await vi.advanceTimersByTimeAsync(599);
    refused.push(source.renew(signal));
    expect(reader.asked).toHaveLength(1);
    now += 600;
    await vi.advanceTimersByTimeAsync(1);
    await reader.answer(NEW);
    expect(await Promise.all(refused)).toEqual([true, true, true]);
    expect(reader.asked).toHaveLength(2);
  });

  it('lets nobody wait for longer than its own signal', async () => {
    now += 400;
    const leaver = new AbortController();
    const refused = expect(source.renew(leaver.signal)).rejects.toBe('gone');
    leaver.abort('gone');
    await refused;
    expect(reader.asked).toHaveLength(1);
  });

  it('does not take a fetch for news that began before the refusal', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    now += 5 * MINUTE_MS;
    await source.current(signal);
    const refused = source.renew(signal);
    await reader.answer(OLD);
    now += 1_000;
    await vi.advanceTimersByTimeAsync(1_000);
    await reader.answer(NEW);
    expect(await refused).toBe(true);
  });

  it('is true at once for those who were refused while the last fetch brought others', async () => {
    now += 2_000;
    await renew(NEW);
    now += 999;
    expect(await source.renew(signal)).toBe(true);
    expect(reader.asked).toHaveLength(2);
  });

  it('is false when fetching fails, and the next attempt waits 5 s', async () => {
    now += 2_000;
    expect(await renew(new Error('down'))).toBe(false);
    now += 4_999;
    expect(await source.renew(signal)).toBe(false);
    expect(reader.asked).toHaveLength(2);
    await expect(source.current(signal)).resolves.toMatchObject({ apiKey: 'old' });
  });

  it('shares one fetch, and lets a caller leave', async () => {
    now += 2_000;
    const leaving = expect(source.renew(AbortSignal.abort('gone'))).rejects.toBe('gone');
    const staying = source.renew(signal);
    await leaving;
    await reader.answer(NEW);
    expect(await staying).toBe(true);
    expect(reader.asked).toHaveLength(2);
  });
});
