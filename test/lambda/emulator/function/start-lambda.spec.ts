import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Gate } from '../testing/gate.js';
import { startOne, writeHandlers } from '../testing/one-function.js';
import { readBody } from '../testing/read-body.js';
import type { WrittenFunction } from '../testing/write-function.js';
import { startLambda } from './start-lambda.js';

let written: WrittenFunction;
beforeAll(async () => void (written = await writeHandlers()));
afterAll(() => written[Symbol.asyncDispose]());

describe('startLambda', () => {
  it('knows no other functions than those it was given', async () => {
    await using lambda = await startOne(written, 'echo');
    expect(() => lambda.invoke('nobody', '{}')).toThrow(expect.objectContaining({ code: 'ResourceNotFoundException' }));
  });

  it('refuses payloads over 6 MB', async () => {
    await using lambda = await startOne(written, 'echo');
    const payload = JSON.stringify('x'.repeat(6_291_455));
    expect(() => lambda.invoke('echo', payload)).toThrow(expect.objectContaining({ code: 'RequestTooLargeException' }));
  });

  it('refuses functions that set what Lambda sets', async () => {
    const definition = { name: 'a', folder: '/', handler: 'a.b', environment: { AWS_REGION: 'x', MINE: 'y' } };
    await expect(startLambda({ functions: [definition] })).rejects.toThrow('Lambda reserves AWS_REGION, which a sets');
  });

  it('gives the event and the context to the handler, and its result back', async () => {
    await using lambda = await startOne(written, 'echo', undefined, { timeoutMs: 5_000 });
    const { text } = await readBody(lambda.invoke('echo', '{"word":"hello"}'));
    const { left, ...rest } = JSON.parse(text) as { left: number };
    expect(rest).toEqual({
      event: { word: 'hello' },
      name: 'echo',
      arn: 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:echo',
    });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('hands over nothing of this machine but PATH, and all that Lambda sets', async () => {
    await using lambda = await startOne(written, 'environment', undefined, { memoryMb: 512 });
    const { text } = await readBody(lambda.invoke('environment', '{}'));
    const variables = JSON.parse(text) as Record<string, string>;
    expect(Object.keys(variables).filter((name) => !/^_|AWS|LAMBDA/u.test(name))).toEqual(['PATH', 'LANG', 'TZ']);
    expect(variables).toMatchObject({
      _HANDLER: 'index.environment',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/environment',
      AWS_REGION: 'us-gov-west-1',
      LAMBDA_TASK_ROOT: written.folder,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    });
  });

  it('uses a process again once its answer is over, and starts another while it is not', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'busy', gate);
    gate.open('a');
    await readBody(lambda.invoke('busy', '{"point":"a"}'));
    const [second, third] = [lambda.invoke('busy', '{"point":"b"}'), lambda.invoke('busy', '{"point":"c"}')];
    await Promise.all([gate.reached('b'), gate.reached('c')]);
    gate.open('b');
    gate.open('c');
    expect(await Promise.all([readBody(second), readBody(third)])).toMatchObject([{ text: '"b"' }, { text: '"c"' }]);
    const { invocations } = lambda.function('busy');
    expect(invocations.map(({ start }) => start)).toEqual(['cold', 'warm', 'cold']);
    expect(invocations[0]?.environmentId).toBe(second.environmentId);
  });

  it('refuses one request more than its concurrency', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'busy', gate, { reservedConcurrency: 1 });
    const first = lambda.invoke('busy', '{"point":"a"}');
    expect(() => lambda.invoke('busy', '{}')).toThrow(expect.objectContaining({ code: 'TooManyRequestsException' }));
    gate.open('a');
    await readBody(first);
    expect((await readBody(lambda.invoke('busy', '{"point":"a"}'))).text).toBe('"a"');
  });

  it('keeps requests until a process is free when it is told to', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'busy', gate, { reservedConcurrency: 1, whenBusy: 'wait' });
    const both = [lambda.invoke('busy', '{"point":"a"}'), lambda.invoke('busy', '{"point":"b"}')].map(readBody);
    gate.open('a');
    gate.open('b');
    expect(await Promise.all(both)).toMatchObject([{ text: '"a"' }, { text: '"b"' }]);
    expect(lambda.function('busy').invocations.map(({ start }) => start)).toEqual(['cold', 'warm']);
  });

  it('starts cold after the processes were recycled', async () => {
    await using lambda = await startOne(written, 'echo');
    await readBody(lambda.invoke('echo', '{}'));
    await lambda.function('echo').recycle();
    expect(lambda.function('echo').environments).toEqual([]);
    await readBody(lambda.invoke('echo', '{}'));
    expect(lambda.function('echo').invocations.map(({ start }) => start)).toEqual(['cold', 'cold']);
  });

  it.runIf(process.platform === 'linux')(
    'stops between invocations when it is to be frozen, and serves on',
    async () => {
      await using lambda = await startOne(written, 'echo', undefined, { freeze: true });
      const { invocations } = lambda.function('echo');
      await readBody(lambda.invoke('echo', '{}'));
      await invocations[0]?.settled;
      const [environment] = lambda.function('echo').environments;
      const isStopped = (): boolean => readFileSync(`/proc/${environment?.pid}/stat`, 'utf8').includes(') T ');
      await vi.waitUntil(isStopped);
      expect((await readBody(lambda.invoke('echo', '{}'))).failure).toBeUndefined();
      expect(invocations.map(({ start }) => start)).toEqual(['cold', 'warm']);
    },
  );

  it('keeps the lines that the function wrote', async () => {
    await using lambda = await startOne(written, 'echo');
    const invocation = lambda.invoke('echo', '{"word":"hello"}');
    await readBody(invocation);
    const line = await lambda.function('echo').log.line(/served hello/u);
    expect(line).toMatchObject({ environmentId: invocation.environmentId, stream: 'stdout' });
    expect(line.text).toContain(invocation.requestId);
  });

  it('hands on each chunk before the next is written', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'streams', gate);
    const body = lambda.invoke('streams', '{}').body();
    const received: string[] = [];
    for await (const chunk of body) {
      received.push(chunk.toString());
      if (received.join('').includes('first')) gate.open('second');
    }
    expect(received.join('')).toBe(`{"statusCode":200}${'\0'.repeat(8)}firstsecond`);
  });

  it('goes on when the caller leaves', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'streams', gate);
    const invocation = lambda.invoke('streams', '{}');
    for await (const _chunk of invocation.body()) break;
    gate.open('second');
    await invocation.settled;
    expect(invocation).toMatchObject({ outcome: 'succeeded', errorType: undefined });
  });

  it('says when nothing of an invocation goes on any more', async () => {
    await using gate = await Gate.start();
    await using lambda = await startOne(written, 'works', gate);
    const invocation = lambda.invoke('works', '{}');
    await readBody(invocation);
    let isSettled = false;
    void invocation.settled.then(() => void (isSettled = true));
    await gate.reached('after');
    expect([invocation.outcome, isSettled]).toEqual(['succeeded', false]);
    gate.open('after');
    await invocation.settled;
  });

  it('leaves no process behind', async () => {
    await using gate = await Gate.start();
    const lambda = await startOne(written, 'hangs', gate);
    const invocation = lambda.invoke('hangs', '{}');
    await gate.reached('never');
    const read = readBody(invocation);
    await lambda[Symbol.asyncDispose]();
    expect(lambda.function('hangs').environments).toEqual([]);
    expect((await read).failure).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(() => lambda.invoke('hangs', '{}')).toThrow(expect.objectContaining({ code: 'TooManyRequestsException' }));
  });
});
