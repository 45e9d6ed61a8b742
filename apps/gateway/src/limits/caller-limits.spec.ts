import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { CallerLimits, type Visit, type VisitFacts } from './caller-limits.js';

const ALICE = { subject: 'alice' };
const BOB = { subject: 'bob' };
const SHORT = { streamed: false, declaredBytes: 0 };
const STREAM = { streamed: true, declaredBytes: 0 };

async function createLimits(env: Record<string, string>): Promise<CallerLimits> {
  const config = { provide: GatewayConfig, useValue: loadGatewayConfig(env) };
  const testing = await Test.createTestingModule({ providers: [CallerLimits, config] }).compile();
  return testing.get(CallerLimits);
}

/** What a refusal says; undefined where there is none. */
function refusalOf(limits: CallerLimits, caller: object, facts: VisitFacts = SHORT): unknown {
  try {
    limits.enter({ ...ALICE, ...caller }, facts);
    return undefined;
  } catch (error) {
    return error;
  }
}

const limited = (limit: string, retryAfterSeconds: number): unknown =>
  expect.objectContaining({ code: 'CALLER_LIMITED', limit, retryAfterSeconds });

describe('CallerLimits', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('has none unless the operator asks', async () => {
    const limits = await createLimits({});
    const many = { streamed: true, declaredBytes: 25_000_000 };
    for (let request = 0; request < 2_000; request += 1) limits.enter(ALICE, many);
    expect(refusalOf(limits, ALICE, many)).toBeUndefined();
  });

  it('bounds what one caller has at work, and nobody else', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_MAX_IN_FLIGHT: '2' });
    const [first] = [limits.enter(ALICE, SHORT), limits.enter(ALICE, STREAM)];
    expect(refusalOf(limits, ALICE)).toEqual(limited('requests-at-work', 1));
    limits.enter(BOB, SHORT);
    first.leave();
    expect(refusalOf(limits, ALICE)).toBeUndefined();
  });

  it('bounds streams beside other requests', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_MAX_STREAMS: '1' });
    const stream = limits.enter(ALICE, STREAM);
    expect(refusalOf(limits, ALICE, STREAM)).toEqual(limited('streams-at-work', 1));
    const other = limits.enter(ALICE, SHORT);
    other.leave();
    expect(refusalOf(limits, ALICE, STREAM)).toEqual(limited('streams-at-work', 1));
    stream.leave();
    expect(refusalOf(limits, ALICE, STREAM)).toBeUndefined();
  });

  it('bounds requests per minute, whatever has become of them', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_REQUESTS_PER_MINUTE: '2' });
    for (let request = 0; request < 2; request += 1) limits.enter(ALICE, SHORT).leave();
    expect(refusalOf(limits, ALICE)).toEqual(limited('requests-per-minute', 30));
    // Being refused costs nothing: or who asks too often would never get in.
    for (let request = 0; request < 100; request += 1) refusalOf(limits, ALICE);
    vi.advanceTimersByTime(29_001);
    expect(refusalOf(limits, ALICE)).toEqual(limited('requests-per-minute', 1));
    vi.advanceTimersByTime(1_000);
    expect(refusalOf(limits, ALICE)).toBeUndefined();
  });

  it('bounds bytes per minute by what is declared, before any of it has come', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_BYTES_PER_MINUTE: '60000' });
    const visit = limits.enter(ALICE, { streamed: false, declaredBytes: 40_000 });
    expect(refusalOf(limits, ALICE, { streamed: false, declaredBytes: 40_000 })).toEqual(limited('bytes-per-minute', 20)); // prettier-ignore
    visit.received(30_000);
    visit.received(10_000);
    expect(refusalOf(limits, ALICE, { streamed: false, declaredBytes: 20_000 })).toBeUndefined();
    expect(refusalOf(limits, ALICE)).toEqual(limited('bytes-per-minute', 1));
  });

  it('bounds bytes per minute by what comes, where nothing is declared', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_BYTES_PER_MINUTE: '60000' });
    const visit = limits.enter(ALICE, SHORT);
    for (let chunk = 0; chunk < 6; chunk += 1) visit.received(15_000);
    expect(refusalOf(limits, ALICE)).toEqual(limited('bytes-per-minute', 31));
  });

  it('does not make anybody pay for more than a body may have', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_BYTES_PER_MINUTE: '60000', GATEWAY_MAX_BODY_BYTES: '60000' });
    limits.enter(ALICE, { streamed: false, declaredBytes: 1e15 });
    expect(refusalOf(limits, ALICE)).toEqual(limited('bytes-per-minute', 1));
  });

  it('charges nothing for what another limit refuses', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_MAX_IN_FLIGHT: '1', GATEWAY_CALLER_REQUESTS_PER_MINUTE: '2' });
    const visit = limits.enter(ALICE, SHORT);
    for (let request = 0; request < 5; request += 1) refusalOf(limits, ALICE);
    visit.leave();
    expect(refusalOf(limits, ALICE)).toBeUndefined();
  });

  it.each([
    ['the same subject in another tenant', { subject: 'alice', tenant: 'acme' }],
    ['a subject that looks like tenant and subject', { subject: '"acme","alice"' }],
    ['the same name in other letters', { subject: 'Alice' }],
    ['a subject of ten thousand characters', { subject: 'alice'.repeat(2_000) }],
  ])('takes for somebody else: %s', async (_what, caller) => {
    const limits = await createLimits({ GATEWAY_CALLER_MAX_IN_FLIGHT: '1' });
    limits.enter(ALICE, SHORT);
    expect(refusalOf(limits, caller)).toBeUndefined();
    expect(refusalOf(limits, caller)).toEqual(limited('requests-at-work', 1));
  });

  it('remembers nobody who has left, however many come', async () => {
    const limits = await createLimits({ GATEWAY_CALLER_MAX_IN_FLIGHT: '1' });
    const visits: Visit[] = [];
    for (let caller = 0; caller < 1_000; caller += 1) visits.push(limits.enter({ subject: `c${caller}` }, STREAM));
    expect(limits.callersAtWork).toBe(1_000);
    for (const visit of visits) visit.leave();
    expect(limits.callersAtWork).toBe(0);
  });
});
