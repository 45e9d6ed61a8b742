import { describe, expect, it } from 'vitest';
import { ExchangeLog } from './exchange-log.js';

const arrival = { route: 'vpn', operation: 'InvokeModel', modelId: 'm', httpVersion: '1.1', requestId: 'r' } as const;
const mebibyte = Buffer.alloc(1024 * 1024);

describe('The exchange log', () => {
  it('keeps the last thousand exchanges', () => {
    const log = new ExchangeLog(() => 0, true);
    for (let index = 0; index < 1003; index += 1) log.open({ ...arrival, requestId: `r${index}` });
    expect(log.list()).toHaveLength(1000);
    expect(log.list()[0]?.requestId).toBe('r3');
  });

  it('shows an exchange while it goes on, with the bytes so far', () => {
    let nowMs = 5;
    const log = new ExchangeLog(() => nowMs, true);
    const record = log.open(arrival);
    expect(log.list()[0]).toMatchObject({ status: 0, receivedAtEpochMs: 5, endedAtEpochMs: undefined });
    record.onRequestBytes(3);
    record.onRequestBody(Buffer.from('abc'));
    record.onHead(200);
    record.onBytes(Buffer.from('ab'));
    const soFar = log.list()[0];
    record.onBytes(Buffer.from('c'));
    nowMs = 9;
    record.onClosed(true);
    // SHA-256 of "abc", from FIPS 180-2.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(soFar).toMatchObject({ responseBytes: 2, requestSha256: abc });
    expect(log.list()[0]).toMatchObject({ responseBytes: 3, responseSha256: abc, aborted: true, endedAtEpochMs: 9 });
    expect(soFar?.responseBytes).toBe(2);
  });

  it('keeps bodies of up to one mebibyte, and none when it is told to keep none', () => {
    const log = new ExchangeLog(() => 0, true);
    log.open(arrival).onBytes(mebibyte);
    const tooLong = log.open(arrival);
    tooLong.onBytes(mebibyte);
    tooLong.onBytes(Buffer.from('x'));
    expect(log.list().map(({ responseBody }) => responseBody?.length)).toStrictEqual([1024 * 1024, undefined]);
    const forgetful = new ExchangeLog(() => 0, false);
    forgetful.open(arrival).onBytes(Buffer.from('x'));
    expect(forgetful.list()[0]).not.toHaveProperty('responseBody');
  });

  it('drops the oldest bodies when all of them together are too much', () => {
    const log = new ExchangeLog(() => 0, true);
    for (let index = 0; index < 66; index += 1) log.open(arrival).onBytes(mebibyte);
    log.open(arrival);
    const kept = log.list().map(({ responseBody }) => responseBody !== undefined);
    expect(kept.slice(0, 3)).toStrictEqual([false, false, true]);
  });
});
