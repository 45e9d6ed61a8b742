import { describe, expect, it } from 'vitest';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

type Line = Readonly<Record<string, unknown>>;
const linesOf = ({ output }: RecordedSystem, requestId: string | null): readonly Line[] =>
  output.jsonLines().filter((line) => line['requestId'] === requestId);
const eventsOf = (lines: readonly Line[]): readonly unknown[] => lines.map(({ message }) => (message as Line)['event']);

describe('the lines of a request', () => {
  it('have its id and its trace, its caller, attempts and id upstream: the one of its error and the one of its end', async () => {
    const system = await beginSystem({ env: { GATEWAY_REQUEST_LOG: 'true' } });
    await system.sandbox.faults.set('internet', { fault: 'throttle' });
    const answer = await post(system, '/internet/bedrock/invoke', HELLO, { headers: PARENT });
    expect(answer.status).toBe(429);
    await answer.arrayBuffer();
    await system.records();
    const lines = linesOf(system, answer.headers.get('x-request-id'));
    expect(new Set(eventsOf(lines))).toEqual(new Set(['problem', 'request']));
    expect(lines).toHaveLength(2);
    expect(lines.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE]);
    for (const { message } of lines) {
      expect(message).toMatchObject({
        subject: 'tester',
        status: 429,
        type: 'ThrottlingException',
        attempts: 'internet:throttled,internet:throttled,internet:throttled',
        upstreamRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });

  it('have them, too, when the caller has gone in the middle', async () => {
    const system = await beginSystem({ env: { GATEWAY_REQUEST_LOG: 'true' } });
    await system.sandbox.faults.set('internet', { fault: 'slow', delayMs: 5_000 });
    const caller = new AbortController();
    const asking = post(system, '/internet/bedrock/invoke', HELLO, { headers: PARENT, signal: caller.signal });
    await expect.poll(() => system.sandbox.exchanges('internet').length).toBeGreaterThan(0);
    caller.abort();
    await expect(asking).rejects.toThrow('aborted');
    const [record] = await system.records();
    const lines = linesOf(system, String(record?.['requestId']));
    expect(eventsOf(lines)).toContain('request');
    for (const { traceId } of lines) expect(traceId).toBe(TRACE);
  });

  it('stay away unless they are wanted', async () => {
    const system = await beginSystem();
    const answer = await post(system, '/bedrock/invoke', HELLO, { headers: PARENT });
    await answer.arrayBuffer();
    await system.records();
    expect(linesOf(system, answer.headers.get('x-request-id'))).toEqual([]);
  });

  it('do not name the caller of an error unless they are wanted', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'throttle' });
    const answer = await post(system, '/internet/bedrock/invoke', HELLO);
    await answer.arrayBuffer();
    const [line, ...others] = linesOf(system, answer.headers.get('x-request-id'));
    expect([line?.['message'], others]).toEqual([expect.not.objectContaining({ subject: expect.anything() }), []]);
  });
});
