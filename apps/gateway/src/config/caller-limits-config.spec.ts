import { describe, expect, it } from 'vitest';
import { readCallerLimits } from './caller-limits-config.js';
import { VariableReader } from './variable-reader.js';

const MAX_IN_FLIGHT = 512;

describe('readCallerLimits', () => {
  it('has no limits unless they are set', () => {
    const nothing = { maxInFlight: undefined, maxStreams: undefined, requestsPerMinute: undefined };
    expect(readCallerLimits(new VariableReader({}), MAX_IN_FLIGHT)).toEqual({ ...nothing, bytesPerMinute: undefined });
  });

  it.each([
    ['GATEWAY_CALLER_MAX_IN_FLIGHT', '0'],
    ['GATEWAY_CALLER_MAX_IN_FLIGHT', '513'],
    ['GATEWAY_CALLER_MAX_IN_FLIGHT', ''],
    ['GATEWAY_CALLER_MAX_STREAMS', '513'],
    ['GATEWAY_CALLER_REQUESTS_PER_MINUTE', '0'],
    ['GATEWAY_CALLER_REQUESTS_PER_MINUTE', '1.5'],
    ['GATEWAY_CALLER_REQUESTS_PER_MINUTE', '1000001'],
    ['GATEWAY_CALLER_BYTES_PER_MINUTE', '-1'],
    ['GATEWAY_CALLER_BYTES_PER_MINUTE', '1000000000001'],
  ])('refuses %s set to "%s"', (name, text) => {
    const variables = new VariableReader({ [name]: text });
    readCallerLimits(variables, MAX_IN_FLIGHT);
    expect(variables.problems().map((problem) => problem.name)).toEqual([name]);
  });
});
