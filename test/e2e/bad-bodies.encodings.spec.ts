import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { request } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const ENVELOPE = '{"modelId":"us.amazon.nova-premier-v1:0","body":{"inputText":"caf\u00e9"}}';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

describe('a body that is no UTF-8 is refused before anything is sent', () => {
  it.each([
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${ENVELOPE}`, 'utf16le')],
    ['ISO 8859-1', Buffer.from(ENVELOPE, 'latin1')],
    ['an overlong encoding', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('%s', async (_, bytes) => {
    const headers = { authorization: `Bearer ${await system.token()}`, 'content-type': 'application/json' };
    const body = new Blob([new Uint8Array(bytes)]);
    const response = await request(system, '/bedrock/invoke', { method: 'POST', headers, body });
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(error.details).toEqual({ body: 'is not UTF-8' });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(response)).toMatchObject({ outcome: 'refused', requestSize: bytes.length });
  });
});
