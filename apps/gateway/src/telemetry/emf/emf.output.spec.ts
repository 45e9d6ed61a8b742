import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../../../../test/support/captured-output.js';
import type { Measurement } from '../metric-output.js';
import { EmfOutput } from './emf.output.js';

const NOW_EPOCH_MS = 1_772_600_767_089;
const ROUTE = { 'gateway.route': 'vpn' } as const;

let written: CapturedOutput;
beforeEach(() => {
  written = captureOutput();
});
afterEach(() => written[Symbol.dispose]());

const open = (read: () => readonly Measurement[] = () => []): EmfOutput =>
  new EmfOutput('gate-test', read, () => NOW_EPOCH_MS);

describe('EmfOutput', () => {
  it('writes nothing before it is told to, and nothing twice', async () => {
    const output = open();
    output.record({ name: 'gateway.retries', value: 1, dimensions: ROUTE });
    output.record({ name: 'gateway.retries', value: 1, dimensions: ROUTE });
    expect(written.text()).toBe('');
    await output.flush();
    await output.flush();
    expect(written.jsonLines()).toMatchObject([{ 'gateway.route': 'vpn', 'gateway.retries': 2 }]);
  });

  it('drops dimensions that a metric does not have', async () => {
    const output = open();
    output.record({ name: 'gateway.retries', value: 1, dimensions: { ...ROUTE, 'gateway.tenant': 'blue' } });
    await output.close();
    expect(written.text()).not.toContain('blue');
  });

  it('writes by itself when a line is full: 100 values, as many as CloudWatch takes', () => {
    const output = open();
    for (let value = 1; value <= 100; value += 1) {
      expect(written.text()).toBe('');
      output.record({ name: 'http.server.request.duration', value, dimensions: ROUTE });
    }
    const [line] = written.jsonLines();
    expect(line?.['http.server.request.duration']).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('holds no more than 1000 series', () => {
    const output = open();
    for (let index = 0; index < 999; index += 1) {
      output.record({ name: 'gateway.retries', value: 1, dimensions: { 'gateway.route': `r${index}` } });
    }
    expect(written.text()).toBe('');
    output.record({ name: 'gateway.retries', value: 1, dimensions: ROUTE });
    expect(written.jsonLines()).toHaveLength(1_000);
  });

  it('tells of a total what came to it since, and of a gauge how it stands', async () => {
    let total = 2;
    const output = open(() => [
      { name: 'gateway.audit.spilled', value: total, dimensions: {} },
      { name: 'gateway.breaker.state', value: 2, dimensions: ROUTE },
    ]);
    await output.flush();
    await output.flush();
    total = 5;
    await output.flush();
    expect(written.jsonLines().map((line) => [line['gateway.audit.spilled'], line['gateway.breaker.state']])).toEqual([
      [2, 2],
      [undefined, 2],
      [3, 2],
    ]);
  });
});
