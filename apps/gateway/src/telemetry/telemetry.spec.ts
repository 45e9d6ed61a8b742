import { FinishedRecords } from '@app/audit';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { createFinishedRecord } from '../testing/finished-record.js';
import { MetricOutput, type Measurement } from './metric-output.js';
import { ProcessReadings } from './process-readings.js';
import { Telemetry } from './telemetry.js';

/** Keeps what it gets, and what it was told to do. */
class MemoryOutput extends MetricOutput {
  readonly taken: Measurement[] = [];
  readonly told: string[] = [];

  get requests(): number {
    return this.taken.filter(({ name }) => name === 'gateway.requests').length;
  }

  override record(measurement: Measurement): void {
    this.taken.push(measurement);
  }

  override flush(): Promise<void> {
    this.told.push('flush');
    return Promise.resolve();
  }

  override close(): Promise<void> {
    this.told.push(`close after ${this.requests}`);
    return Promise.resolve();
  }
}

async function open() {
  const records = new FinishedRecords();
  const observe = vi.spyOn(records, 'observe');
  const module = await Test.createTestingModule({
    providers: [
      Telemetry,
      RequestsInFlight,
      { provide: GatewayConfig, useValue: loadGatewayConfig({}) },
      { provide: FinishedRecords, useValue: records },
      { provide: ProcessReadings, useValue: { read: () => [] } },
    ],
  }).compile();
  return { records, observe, module, telemetry: module.get(Telemetry), requests: module.get(RequestsInFlight) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

describe('Telemetry', () => {
  it('measures nothing while nobody wants it', async () => {
    const { records, observe, module } = await open();
    records.publish(createFinishedRecord());
    await module.close();
    expect(observe).not.toHaveBeenCalled();
  });

  it('tells every output of every request, once', async () => {
    const { records, telemetry } = await open();
    const [one, other] = [new MemoryOutput(), new MemoryOutput()];
    telemetry.sendTo(one);
    records.publish(createFinishedRecord());
    telemetry.sendTo(other);
    records.publish(createFinishedRecord());
    expect([one.requests, other.requests]).toEqual([2, 1]);
  });

  it('flushes when it is told to, and by the clock where it shall', async () => {
    const { telemetry, module } = await open();
    const output = new MemoryOutput();
    telemetry.sendTo(output);
    await telemetry.flush(AbortSignal.timeout(1_000));
    telemetry.flushEvery(60_000);
    vi.advanceTimersByTime(59_999);
    expect(output.told).toEqual(['flush']);
    vi.advanceTimersByTime(60_001);
    expect(output.told).toEqual(['flush', 'flush', 'flush']);
    await module.close();
    vi.advanceTimersByTime(600_000);
    expect(output.told).toEqual(['flush', 'flush', 'flush', 'close after 0']);
  });

  it('counts what ends while the process does, and nothing after that', async () => {
    const { records, telemetry, requests, module } = await open();
    const output = new MemoryOutput();
    telemetry.sendTo(output);
    const work = { runOut: () => undefined };
    requests.enter(work);
    requests.drain();
    const closing = module.close();
    records.publish(createFinishedRecord());
    requests.leave(work);
    await closing;
    records.publish(createFinishedRecord());
    expect(output.told).toEqual(['close after 1']);
    expect(output.requests).toBe(1);
  });
});
