import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../../../test/support/captured-output.js';
import { withRequestIds } from './request-ids.js';
import { writeLogLine } from './write-log-line.js';

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output[Symbol.dispose]());

const speak = async (): Promise<void> => {
  await setImmediate();
  writeLogLine('warn', { event: 'tls-renewed' });
};

it('puts the ids of the request at work on its lines, however many are at work', async () => {
  await Promise.all([
    withRequestIds({ requestId: 'one', traceId: 't-1' }, speak),
    withRequestIds({ requestId: 'two' }, speak),
    speak(),
  ]);
  const ids = output.jsonLines().map(({ requestId, traceId }) => [requestId, traceId]);
  expect(ids).toEqual([
    ['one', 't-1'],
    ['two', undefined],
    [undefined, undefined],
  ]);
});
