import { describe, expect, it } from 'vitest';
import { encodePeerCall, encodePeerProbe, type PeerCall } from './peer-call.js';
import { readPeerEvent } from './read-peer-event.js';

const TERMS = {
  route: 'vpn',
  dataClass: 'cui',
  callerToken: 'a.b.c',
  requestId: 'r-1',
  hasNextRoute: true,
  timeoutMs: 1_500.5,
} as const;
const encode = (call: PeerCall['call']): string => encodePeerCall({ ...TERMS, call });

describe('encodePeerCall', () => {
  it.each([
    ['a byte that UTF-8 does not have', [0xff]],
    ['half a character', [0x61, 0xc3]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong form', [0xc0, 0xaf]],
  ])('refuses a body with %s: text would not bring it back', (_what, bytes) => {
    const call = { operation: 'InvokeModel', headers: {}, body: Buffer.from(bytes) } as const;
    expect(() => encode(call)).toThrow(TypeError);
  });

  it('is an event of one member, and holds the body as text', () => {
    const call = {
      operation: 'InvokeModel',
      modelId: 'a:0',
      headers: { accept: '*/*' },
      body: Buffer.from('{"é":"\\u0000"}'),
    };
    expect(JSON.parse(encode({ ...call, operation: 'InvokeModel' }))).toEqual({
      peerCall: {
        version: 1,
        route: 'vpn',
        dataClass: 'cui',
        callerToken: 'a.b.c',
        requestId: 'r-1',
        hasNextRoute: true,
        timeoutMs: 1_500.5,
        call: { operation: 'InvokeModel', modelId: 'a:0', headers: { accept: '*/*' }, body: '{"é":"\\u0000"}' },
      },
    });
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
    ['control characters and what JSON has of its own', '\u0000\u001f\u2028"\\\r\n{"peerCall":1}'],
    ['characters beyond the first plane', '😀𐍈'],
  ])('brings back, byte by byte, a body of %s', (_what, text) => {
    const body = Buffer.from(text, 'utf8');
    const event = readPeerEvent(JSON.parse(encode({ operation: 'InvokeModel', headers: {}, body })));
    expect(event?.kind === 'call' && event.call.call.body).toEqual(body);
  });

  it('brings back labels, query and headers, and no body where there is none', () => {
    const call = {
      operation: 'ApplyGuardrail',
      labels: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      query: { a: 'b' },
      headers: { accept: 'x' },
    } as const;
    expect(readPeerEvent(JSON.parse(encode(call)))).toEqual({ kind: 'call', call: { ...TERMS, call } });
  });
});

describe('encodePeerProbe', () => {
  it('is an event of one member', () => {
    expect(JSON.parse(encodePeerProbe('vpn'))).toEqual({ peerProbe: { version: 1, route: 'vpn' } });
    expect(readPeerEvent(JSON.parse(encodePeerProbe('internet')))).toEqual({ kind: 'probe', route: 'internet' });
  });
});
