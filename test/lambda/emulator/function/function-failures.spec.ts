import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gate } from '../testing/gate.js';
import { startOne, writeHandlers } from '../testing/one-function.js';
import { readBody } from '../testing/read-body.js';
import { writeFunction, type WrittenFunction } from '../testing/write-function.js';
import { startLambda } from './start-lambda.js';

let written: WrittenFunction;
beforeAll(async () => void (written = await writeHandlers()));
afterAll(() => written[Symbol.asyncDispose]());

describe('a function that fails', () => {
  it('reports what its handler threw', async () => {
    await using lambda = await startOne(written, 'fails');
    const { text, failure } = await readBody(lambda.invoke('fails', '{}'));
    expect(text).toBe('');
    expect(failure).toMatchObject({ errorType: 'TypeError', errorMessage: 'no good' });
    await readBody(lambda.invoke('fails', '{}'));
    expect(lambda.function('fails').invocations.map(({ start }) => start)).toEqual(['cold', 'warm']);
  });

  it('reports what its streaming handler threw before the first byte, and serves on', async () => {
    await using lambda = await startOne(written, 'failsFirst');
    const failure = { errorType: 'RangeError', errorMessage: 'too early' };
    expect(await readBody(lambda.invoke('failsFirst', '{}'))).toMatchObject({ text: '', failure });
    expect(await readBody(lambda.invoke('failsFirst', '{}'))).toMatchObject({ text: '', failure });
    expect(lambda.function('failsFirst').invocations.map(({ start }) => start)).toEqual(['cold', 'warm']);
  });

  it('reports what its handler threw after the first byte', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'failsLate', gate);
    const invocation = lambda.invoke('failsLate', '{}');
    gate.open('fail');
    const { text, failure } = await readBody(invocation);
    expect(text).toMatch(/first$/u);
    expect(failure).toMatchObject({ errorType: 'RangeError', errorMessage: 'too late' });
    expect(invocation).toMatchObject({ outcome: 'failed', errorType: 'RangeError' });
  });

  it('does not survive that its handler cuts the stream', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'cuts', gate);
    const invocation = lambda.invoke('cuts', '{}');
    gate.open('cut');
    expect((await readBody(invocation)).failure?.errorMessage).toMatch(/exited with error: exit status 1$/u);
  });

  it('reports a cut stream when it does survive', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'cutsAndLives', gate);
    const invocation = lambda.invoke('cutsAndLives', '{}');
    gate.open('cut');
    expect((await readBody(invocation)).failure).toMatchObject({ errorType: 'Runtime.TruncatedResponse' });
    expect(lambda.function('cutsAndLives').environments).toHaveLength(1);
  });

  it('reports a process that was killed in the middle of its answer, and starts another', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'streams', gate);
    const invocation = lambda.invoke('streams', '{}');
    const reading = readBody(invocation);
    await gate.reached('second');
    await lambda.function('streams').kill();
    expect((await reading).failure?.payload).toBe(
      `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ${invocation.requestId} Error: Runtime exited with error: signal: killed"}`,
    );
    gate.open('second');
    expect(await readBody(lambda.invoke('streams', '{}'))).toMatchObject({ failure: undefined });
  });

  it('reports a process that ended itself', async () => {
    await using lambda = await startOne(written, 'exits');
    const { failure } = await readBody(lambda.invoke('exits', '{}'));
    expect(failure?.errorMessage).toMatch(/Runtime exited with error: exit status 3$/u);
  });

  it('reports a handler that takes too long, and ends its process', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'hangs', gate, { timeoutMs: 50 });
    const { failure } = await readBody(lambda.invoke('hangs', '{}'));
    expect(failure).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(failure?.errorMessage).toMatch(/Task timed out after 0.05 seconds$/u);
  });

  it('reports an answer that is too large', async () => {
    await using lambda = await startOne(written, 'large');
    const { failure } = await readBody(lambda.invoke('large', '{}'));
    expect(failure).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('reports a failed start once, and starts anew for the next request', async () => {
    await using counted = await writeFunction(`
      import { existsSync, writeFileSync } from 'node:fs';
      if (!existsSync('started')) { writeFileSync('started', ''); throw new SyntaxError('not yet'); }
      export const handler = async () => 'started';
    `);
    const definition = { name: 'late', folder: counted.folder, handler: 'index.handler' };
    await using lambda = await startLambda({ functions: [definition] });
    expect((await readBody(lambda.invoke('late', '{}'))).failure).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: 'SyntaxError: not yet',
    });
    expect((await readBody(lambda.invoke('late', '{}'))).text).toBe('"started"');
    expect(lambda.function('late').initErrors).toHaveLength(1);
    expect(lambda.function('late').invocations.map(({ start }) => start)).toEqual(['cold', 'cold']);
  });
});
