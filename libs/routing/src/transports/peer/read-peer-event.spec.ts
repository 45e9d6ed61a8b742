import { describe, expect, it } from 'vitest';
import { PeerEventInvalidError } from '../../errors.js';
import { readPeerEvent } from './read-peer-event.js';

const CALL = {
  version: 1,
  route: 'vpn',
  dataClass: 'cui',
  callerToken: 'a.b.c',
  requestId: 'r-1',
  hasNextRoute: false,
  timeoutMs: 1_000,
  call: { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: '{}' },
};
const PROBE = { version: 1, route: 'vpn' };
const TRIAL = { version: 1, route: 'vpn', pendingVersionId: '11111111-2222-3333-4444-555555555555' };

describe('readPeerEvent', () => {
  it.each([undefined, null, '', 'peerCall', 7, [], ['peerCall'], {}, { Records: [] }, { peercall: CALL }])(
    'knows no event of a sibling in %j',
    (event) => {
      expect(readPeerEvent(event)).toBeUndefined();
    },
  );

  it.each<[string, unknown]>([
    ['no object', { peerCall: 'x' }],
    ['nothing', { peerCall: null }],
    ['a list', { peerCall: [CALL] }],
    ['a call with a member of API Gateway beside it', { peerCall: CALL, requestContext: {} }],
    ['a call with a probe beside it', { peerCall: CALL, peerProbe: PROBE }],
    ['a call without a version', { peerCall: { ...CALL, version: undefined } }],
    ['a call of another version', { peerCall: { ...CALL, version: 2 } }],
    ['a version in letters', { peerCall: { ...CALL, version: '1' } }],
    ['no route', { peerCall: { ...CALL, route: undefined } }],
    ['a route that nobody knows', { peerCall: { ...CALL, route: 'tor' } }],
    ['a route out of the prototype', { peerCall: { ...CALL, route: 'constructor' } }],
    ['no data class', { peerCall: { ...CALL, dataClass: null } }],
    ['no token', { peerCall: { ...CALL, callerToken: undefined } }],
    ['no request id', { peerCall: { ...CALL, requestId: 7 } }],
    ['no word on other routes', { peerCall: { ...CALL, hasNextRoute: 'false' } }],
    ['no time', { peerCall: { ...CALL, timeoutMs: null } }],
    ['no time left', { peerCall: { ...CALL, timeoutMs: 0 } }],
    ['less than no time', { peerCall: { ...CALL, timeoutMs: -1 } }],
    ['more time than a function has', { peerCall: { ...CALL, timeoutMs: 900_001 } }],
    ['time in letters', { peerCall: { ...CALL, timeoutMs: '1000' } }],
    ['no call to Bedrock', { peerCall: { ...CALL, call: undefined } }],
    ['no operation', { peerCall: { ...CALL, call: { headers: {} } } }],
    [
      'an operation that is not offered',
      { peerCall: { ...CALL, call: { ...CALL.call, operation: 'DeleteGuardrail' } } },
    ],
    ['an operation out of the prototype', { peerCall: { ...CALL, call: { ...CALL.call, operation: 'toString' } } }],
    ['a probe of no route', { peerProbe: { version: 1 } }],
    ['a probe of a route that nobody knows', { peerProbe: { version: 1, route: 'tor' } }],
    ['a probe of another version', { peerProbe: { version: 0, route: 'vpn' } }],
    ['a trial beside a probe', { peerProbe: PROBE, peerTrial: TRIAL }],
    ['a trial with something beside it', { peerTrial: TRIAL, requestContext: {} }],
    ['a trial of another version', { peerTrial: { ...TRIAL, version: 2 } }],
    ['a trial of no route', { peerTrial: { ...TRIAL, route: undefined } }],
    ['a trial of a route that nobody knows', { peerTrial: { ...TRIAL, route: 'tor' } }],
    ['a trial of nothing', { peerTrial: { ...TRIAL, pendingVersionId: undefined } }],
    ['a trial of a label', { peerTrial: { ...TRIAL, pendingVersionId: 'AWSCURRENT' } }],
    ['a trial of a version by another form of name', { peerTrial: { ...TRIAL, pendingVersionId: ['x'.repeat(36)] } }],
    ['a trial of too long a version', { peerTrial: { ...TRIAL, pendingVersionId: 'x'.repeat(65) } }],
    ['a trial of a version with a line end', { peerTrial: { ...TRIAL, pendingVersionId: `${'x'.repeat(36)}\n` } }],
    ['a probe with something beside it', { peerProbe: PROBE, httpMethod: 'GET' }],
  ])('refuses %s', (_what, event) => {
    expect(() => readPeerEvent(event)).toThrow(PeerEventInvalidError);
  });

  it('reads a call, whose body is bytes again', () => {
    expect(readPeerEvent({ peerCall: CALL })).toEqual({
      kind: 'call',
      call: {
        route: 'vpn',
        dataClass: 'cui',
        callerToken: 'a.b.c',
        requestId: 'r-1',
        hasNextRoute: false,
        timeoutMs: 1_000,
        call: {
          operation: 'InvokeModel',
          modelId: 'a:0',
          labels: {},
          query: {},
          headers: {},
          body: Buffer.from('{}'),
        },
      },
    });
  });

  it.each([0.5, 1, 900_000])('takes a time of %d ms', (timeoutMs) => {
    expect(readPeerEvent({ peerCall: { ...CALL, timeoutMs } })).toMatchObject({ call: { timeoutMs } });
  });

  it('leaves out what a call does not have, and texts that are none', () => {
    const call = {
      operation: 'ListFoundationModels',
      modelId: 7,
      query: { a: 'b', c: 7 },
      headers: null,
      body: {},
      more: 1,
    };
    const event = readPeerEvent({ peerCall: { ...CALL, call } });
    expect(event).toMatchObject({ kind: 'call' });
    expect(event?.kind === 'call' && event.call.call).toStrictEqual({
      operation: 'ListFoundationModels',
      labels: {},
      query: { a: 'b' },
      headers: {},
    });
  });

  it('reads a probe', () => {
    expect(readPeerEvent({ peerProbe: PROBE })).toEqual({ kind: 'probe', route: 'vpn' });
  });

  it('reads a trial, of which nothing but route and version is taken', () => {
    expect(readPeerEvent({ peerTrial: { ...TRIAL, key: 'ABSK' } })).toEqual({
      kind: 'trial',
      route: 'vpn',
      pendingVersionId: '11111111-2222-3333-4444-555555555555',
    });
  });
});
