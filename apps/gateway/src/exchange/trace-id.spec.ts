import { describe, expect, it } from 'vitest';
import { createRequest } from '../testing/create-request.js';
import { INVOCATION } from '../testing/carried.js';
import { attachInvocation } from './invocation.js';
import { traceIdOf } from './trace-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('traceIdOf', () => {
  it.each([
    undefined,
    '',
    TRACE,
    `00-${TRACE}-00f067aa0ba902b7`,
    `00-${TRACE}-00f067aa0ba902b7-01-extra`,
    `01-${TRACE}-00f067aa0ba902b7-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `${PARENT}, ${PARENT}`,
    `${PARENT}\n`,
    ` ${PARENT}`,
    '00-canary',
  ])('takes no %j for a trace', (traceparent) => {
    expect(traceIdOf(createRequest({ headers: traceparent === undefined ? {} : { traceparent } }))).toBeUndefined();
  });

  it('takes the trace of a caller', () => {
    expect(traceIdOf(createRequest({ headers: { traceparent: PARENT } }))).toBe(TRACE);
  });

  it('believes the platform alone in a function', () => {
    const request = createRequest({ headers: { traceparent: PARENT, 'x-amzn-trace-id': 'Root=1-canary' } });
    attachInvocation(request.socket, INVOCATION);
    expect(traceIdOf(request)).toBeUndefined();
    attachInvocation(request.socket, { ...INVOCATION, traceId: '1-5759e988-bd862e3fe1be46a994272793' });
    expect(traceIdOf(request)).toBe('1-5759e988-bd862e3fe1be46a994272793');
  });
});
