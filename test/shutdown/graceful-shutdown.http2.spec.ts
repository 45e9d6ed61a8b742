import { once } from 'node:events';
import { constants, type OutgoingHttpHeaders } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { answerTo, openClient } from '../../apps/gateway/src/listener/testing/http2-client.js';
import { HELLO } from '../support/models.js';
import { tokenFor } from '../support/tokens.js';
import { beginForked, untilDraining, type Forked } from './begin-forked.js';

/** The head of a request for a stream. */
async function headersOf({ sandbox }: Forked): Promise<OutgoingHttpHeaders> {
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  return { ':path': '/bedrock/invoke-stream', authorization, 'content-type': 'application/json' };
}

const BODY = JSON.stringify(HELLO);

describe('a gateway that is told to end while HTTP/2 is at work', () => {
  it('says that it goes away, and lets the stream go on to its end', async () => {
    const forked = await beginForked();
    await forked.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    await using client = await openClient(forked.gateway.url);
    const goaway = once(client.session, 'goaway');
    const stream = client.open(await headersOf(forked), BODY);
    const answer = answerTo(stream);
    await once(stream, 'response');
    forked.signal();
    expect((await goaway)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    await forked.sandbox.faults.clear();
    const { status, body, isWhole } = await answer;
    expect([status, isWhole]).toEqual([200, true]);
    expect(body.endsWith('event: end\ndata: {}\n\n')).toBe(true);
    expect(await forked.gateway.exited).toBe(0);
    expect(await forked.records()).toMatchObject([{ outcome: 'complete' }]);
  });

  it('answers a new session with a 503, and goes away behind it', async () => {
    const forked = await beginForked();
    await forked.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    await forked.askModel('/bedrock/invoke-stream');
    forked.signal();
    await untilDraining(forked);
    await using late = await openClient(forked.gateway.url);
    const goaway = once(late.session, 'goaway');
    const { status, headers, body } = await late.fetch(await headersOf(forked), BODY);
    expect([status, headers['x-amzn-errortype']]).toEqual([503, 'ServiceUnavailableException']);
    expect(JSON.parse(body)).toMatchObject({ statusCode: 503, error: { message: 'The gateway is shutting down' } });
    await goaway;
    await forked.sandbox.faults.clear();
    expect(await forked.gateway.exited).toBe(0);
  });
});
