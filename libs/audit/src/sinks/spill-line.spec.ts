import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { parseSpillLine, printSpillLine } from './spill-line.js';

describe('printSpillLine', () => {
  it('prints one line that any JSON reader takes', () => {
    expect(printSpillLine('start', STARTED)).toBe(
      '{"marker":"audit.spill","phase":"start","record":{"requestId":"019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a",' +
        '"timestamp":"2026-03-04T05:06:07.089Z","sourcePartition":"govcloud","destinationPartition":"commercial",' +
        '"sourceIP":"203.0.113.7","requestSize":0,"ttl":1775192767,"subject":"app-one","requestedRoute":"auto",' +
        '"attempts":[],"operation":"InvokeModel","streamed":false,"outcome":"started","gatewayVersion":"1.2.3"}}\n',
    );
  });

  it('stays one line for every reader, whatever a name contains', () => {
    const subject = 'a\nb\r\u0085\u2028\u2029"}\\c';
    const line = printSpillLine('finish', { ...FINISHED, subject });
    expect(line.trimEnd()).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
    expect(parseSpillLine(line)?.record.subject).toBe(subject);
  });

  it('prints no field that is not allow-listed', () => {
    expect(printSpillLine('finish', Object.assign({ prompt: 'canary' }, FINISHED))).not.toContain('canary');
  });
});

describe('parseSpillLine', () => {
  it.each([
    ['no JSON', 'Listening on port 3000'],
    ['another line of the log', '{"level":"info","marker":"audit.spill"}'],
    ['another marker', '{"marker":"other","phase":"start","record":{}}'],
    ['no object', 'null'],
    ['a record that is none', '{"marker":"audit.spill","phase":"start","record":null}'],
    ['a record without key', '{"marker":"audit.spill","phase":"start","record":{"outcome":"started"}}'],
    ['a phase that does not exist', printSpillLine('finish', FINISHED).replace('"finish"', '"erase"')],
    ['a start that claims to be finished', printSpillLine('start', FINISHED)],
    ['a finish that is none', printSpillLine('finish', STARTED)],
    ['a line that was cut', printSpillLine('finish', FINISHED).slice(0, 200)],
  ])('passes over %s', (_, line) => {
    expect(parseSpillLine(line)).toBeUndefined();
  });

  it('reads back what was printed, behind whatever a collector put before it', () => {
    expect(parseSpillLine(printSpillLine('finish', FINISHED))).toEqual({ phase: 'finish', record: FINISHED });
    expect(parseSpillLine(`2026-03-04T05:06:07Z ${printSpillLine('start', STARTED)}`)).toEqual({
      phase: 'start',
      record: STARTED,
    });
  });

  it('brings nothing into the table that is not allow-listed', () => {
    const line = printSpillLine('start', STARTED).replace('"streamed"', '"prompt":"canary","streamed"');
    expect(parseSpillLine(line)?.record).toEqual(STARTED);
  });
});
