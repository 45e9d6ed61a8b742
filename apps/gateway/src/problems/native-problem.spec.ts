import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { startLoopbackApp } from '../testing/loopback-app.js';
import { asNativeProblem, writeNativeProblem } from './native-problem.js';
import type { Problem } from './problem.js';

const PROBLEM: Problem = { status: 403, type: 'AccessDeniedException', message: 'No', retryable: false };

/** What a caller gets to see of a problem. */
async function answerOf(problem: Problem): Promise<globalThis.Response> {
  await using app = await startLoopbackApp((_request, response: Response) => {
    writeNativeProblem(problem, 'gateway-id', response.status(problem.status));
  });
  const answer = await fetch(app.url);
  // Read to its end before the connection is closed.
  return new Response(await answer.arrayBuffer(), answer);
}

describe('asNativeProblem', () => {
  it('makes a deadline a 408, which no SDK sends again', () => {
    const problem = { ...PROBLEM, status: 504, type: 'DeadlineExceededException', message: 'too late' };
    expect(asNativeProblem(problem)).toEqual({
      status: 408,
      type: 'ModelTimeoutException',
      message: 'too late',
      retryable: false,
    });
  });

  it.each([400, 401, 408, 424, 429, 499, 500, 502, 503])('leaves a %i as it is', (status) => {
    const problem = { ...PROBLEM, status };
    expect(asNativeProblem(problem)).toBe(problem);
  });
});

describe("an error of the gateway's own", () => {
  it("has Bedrock's shape, and the gateway's request id for Bedrock's", async () => {
    const answer = await answerOf(PROBLEM);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(answer.headers.get('x-amzn-requestid')).toBe('gateway-id');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
    expect(await answer.text()).toBe('{"message":"No"}');
  });

  it('puts what it says about fields into the sentence, and no figures that are there already', async () => {
    const details = { modelId: 'is not a model id', maxBodyBytes: 7 };
    const answer = await answerOf({ ...PROBLEM, details });
    expect(await answer.json()).toEqual({ message: 'No: modelId is not a model id' });
  });

  it('ends its sentence where there are no details', async () => {
    expect(await (await answerOf({ ...PROBLEM, details: {} })).json()).toEqual({ message: 'No' });
  });

  it("has Bedrock's request id where Bedrock had the request", async () => {
    const answer = await answerOf({ ...PROBLEM, status: 502, upstreamRequestId: 'u-1' });
    expect(answer.headers.get('x-amzn-requestid')).toBe('u-1');
  });
});

describe("Bedrock's own error", () => {
  it('is passed on to the byte, with the headers that it had and none of the gateway', async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b]);
    const headers = {
      'content-type': 'text/odd',
      'x-amzn-errortype': 'XException:http://x/',
      'x-amzn-requestid': 'u-2',
    };
    const answer = await answerOf({ ...PROBLEM, status: 424, upstreamRequestId: 'u-1', answer: { headers, body } });
    expect(answer.status).toBe(424);
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name), name).toBe(value);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(body);
  });

  it('stays without what it did not have', async () => {
    const answer = await answerOf({ ...PROBLEM, answer: { headers: {}, body: new Uint8Array() } });
    for (const name of ['x-amzn-errortype', 'x-amzn-requestid', 'content-type']) {
      expect(answer.headers.has(name), name).toBe(false);
    }
    expect(await answer.text()).toBe('');
  });
});
