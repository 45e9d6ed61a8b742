import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { AllowListLogger } from './allow-list.logger.js';
import { writeLogLine } from './write-log-line.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('AllowListLogger', () => {
  it.each(['warn', 'error', 'fatal'] as const)('writes a line of JSON for a %s, with whoever says it', (level) => {
    vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date'] });
    using output = captureOutput();
    new AllowListLogger()[level]({ event: 'peer-call-failed', code: 'ROUTE_DENIED' }, 'Peer');
    const message = '{"event":"peer-call-failed","code":"ROUTE_DENIED"}';
    expect(output.text()).toBe(
      `{"level":"${level}","pid":${process.pid},"timestamp":1700000000000,"message":${message},"context":"Peer"}\n`,
    );
  });

  it('writes nothing of texts, stacks and contexts that others give it', () => {
    using output = captureOutput();
    const logger = new AllowListLogger();
    logger.error('a secret', 'a secret\n    at secret (secret:1:1)', 'a secret');
    logger.warn('a secret', { secret: 'a secret' });
    logger.fatal(new Error('a secret'), 'a secret', 'ExceptionsHandler');
    logger.log();
    expect(output.jsonLines()).toMatchObject([
      { level: 'error', message: { event: 'unlisted' } },
      { level: 'warn', message: { event: 'unlisted' } },
      { level: 'fatal', message: { event: 'unlisted', error: 'Error' }, context: 'ExceptionsHandler' },
    ]);
    expect(output.text()).not.toContain('a secret');
  });

  it('is what the loggers of the application write to', () => {
    using output = captureOutput();
    Logger.overrideLogger(new AllowListLogger());
    new Logger('Models').warn({ event: 'model-lookup-failed', code: 'ROUTE_UNAVAILABLE' });
    Logger.overrideLogger(true);
    expect(output.jsonLines()).toMatchObject([{ context: 'Models', message: { code: 'ROUTE_UNAVAILABLE' } }]);
  });
});

describe('writeLogLine', () => {
  it.each([
    ['info', 'stdout'],
    ['warn', 'stdout'],
    ['error', 'stderr'],
    ['fatal', 'stderr'],
  ] as const)('writes %s to %s', (level, stream) => {
    const written = (['stdout', 'stderr'] as const).filter((name) => {
      const write = vi.spyOn(process[name], 'write').mockReturnValue(true);
      return name === stream && (writeLogLine(level, { event: 'tls-renewed' }), write.mock.calls.length === 1);
    });
    expect(written).toEqual([stream]);
  });
});
