import { describe, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { CONVERSE } from '../support/native-calls.js';
import { headOf, RawConnection, readAnswer } from '../support/raw-connection.js';
import { readServerSentEvents } from '../support/read-sse.js';
import { tokenFor } from '../support/tokens.js';
import { beginForked, untilDraining, type Forked } from './begin-forked.js';

/** A stream whose first chunk has come, and whose rest waits until the faults are cleared. */
async function beginStream(forked: Forked): Promise<Response> {
  await forked.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
  return (await forked.askModel('/bedrock/invoke-stream')).answer;
}

describe('a gateway that is told to end', () => {
  it('ends in order where nothing is at work, though somebody has not said yet what he wants', async () => {
    const forked = await beginForked();
    using silent = await RawConnection.open(forked.gateway.url);
    await silent.send('GET /hea');
    forked.signal();
    expect(await forked.gateway.exited).toBe(0);
  });

  it('lets what is at work go on to its end, and has it on record as whole', async () => {
    const forked = await beginForked();
    const stream = await beginStream(forked);
    await forked.sandbox.faults.set('vpn', { fault: 'stall' });
    const { answer } = await forked.askModel('/vpn/bedrock/invoke');
    forked.signal();
    await untilDraining(forked);
    await forked.sandbox.faults.clear();
    expect(readServerSentEvents(await stream.text()).at(-1)).toEqual({ event: 'end', data: '{}' });
    expect(await (await answer).json()).toMatchObject({ type: 'message' });
    expect(await forked.gateway.exited).toBe(0);
    const record = { outcome: 'complete', statusCode: 200 };
    expect(await forked.records()).toMatchObject([record, record]);
  });

  it('refuses new work meanwhile, on connections that are open and on new ones, and says how it stands', async () => {
    const forked = await beginForked();
    using connection = await RawConnection.open(forked.gateway.url);
    await connection.send('GET /health HTTP/1.1\r\nHost: gateway\r\n\r\n');
    const before = (await connection.receive('"ok"')).length;
    await beginStream(forked);
    expect((await forked.ask('/health/ready')).status).toBe(200);

    forked.signal();
    await untilDraining(forked);
    const health = await fetch(`${forked.gateway.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'shutting-down' }]);
    const ready = await forked.ask('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'error' }]);
    expect(await (await forked.ask('/status')).json()).toMatchObject({ requestsInFlight: 1 });
    await expectRefused(forked);
    await connection.send(`${headOf('/bedrock/invoke', await tokenFor(forked.sandbox), ['Content-Length: 2'])}{}`);
    await connection.closed;
    const { status, headers } = readAnswer(connection.received.slice(before));
    expect([status, headers.get('connection')]).toEqual([503, 'close']);

    await forked.sandbox.faults.clear();
    expect(await forked.gateway.exited).toBe(0);
  });

  async function expectRefused(forked: Forked): Promise<void> {
    const seed = await forked.ask('/bedrock/invoke', { method: 'POST', body: JSON.stringify(HELLO) });
    expect(seed.headers.get('connection')).toBe('close');
    const document = await expectProblem(seed, 503, 'ServiceUnavailableException');
    expect(document.error).toMatchObject({ message: 'The gateway is shutting down', retryable: true });
    const native = await forked.ask(CONVERSE.path, { method: 'POST', body: CONVERSE.body ?? '' });
    expect(native.headers.get('connection')).toBe('close');
    await expectNativeProblem(native, 503, 'ServiceUnavailableException');
  }

  it('waits for the end of the last record', async () => {
    const forked = await beginForked();
    const stream = await beginStream(forked);
    await forked.sandbox.faults.setStore('dynamodb', { fault: 'slow', delayMs: 700 });
    forked.signal();
    await forked.sandbox.faults.set('internet', { fault: 'none' });
    await stream.text();
    expect(await forked.gateway.exited).toBe(0);
    await forked.sandbox.faults.clear();
    expect(await forked.records()).toMatchObject([{ outcome: 'complete' }]);
  });

  it('ends at once when it is told so again', async () => {
    const forked = await beginForked();
    await beginStream(forked);
    forked.signal();
    await untilDraining(forked);
    let code: number | null | undefined;
    void forked.gateway.exited.then((exitCode) => (code = exitCode));
    // What comes within half a second is one Ctrl-C, as far as anybody can tell.
    const tellAgain = (): number | null | undefined => {
      if (code === undefined) forked.signal();
      return code;
    };
    await expect.poll(tellAgain).toBe(1);
    expect(await forked.records()).toMatchObject([{ outcome: 'started' }]);
  });
});
