import { ConsoleLogger } from '@nestjs/common';
import { expect, it } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { writeLogLine } from './write-log-line.js';

it.each([['words'], [{ code: 'TOKEN_REFUSED', path: '/a\n{"b"}', missing: undefined }]])(
  'writes %j as the log of the gateway does',
  (message) => {
    using output = captureOutput();
    new ConsoleLogger({ json: true, colors: false }).warn(message, 'Authorizer');
    writeLogLine('warn', message);
    const [expected = '', written = '', rest] = output.text().split('\n');
    const timeless = (line: string) => line.replace(/"timestamp":\d{13}/, '"timestamp":0');
    expect(expected).toContain('"timestamp":');
    expect(timeless(written)).toBe(timeless(expected));
    expect(rest).toBe('');
  },
);
