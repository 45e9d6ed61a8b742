import { LambdaClient } from '@aws-sdk/client-lambda';
import { BedrockCallError } from '@app/bedrock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  begin,
  complete,
  nextText,
  payload,
  refuse,
  startLambda,
  stubLambda,
  type Answer,
} from '../../../../../test/support/loopback-lambda.js';
import { LambdaPeerFunction } from './lambda-peer.function.js';

afterEach(() => void vi.unstubAllEnvs());

const { signal } = new AbortController();
const COMPLETE = complete();
const BROKEN = COMPLETE.with(COMPLETE.length - 1, COMPLETE[COMPLETE.length - 1] === 0 ? 1 : 0);

/** Reads an answer, and tells what had come when it failed. */
async function readUntilFailure(): Promise<readonly [seen: string, error: unknown]> {
  let seen = '';
  try {
    for await (const chunk of new LambdaPeerFunction('sibling').invoke('{}', signal))
      seen += Buffer.from(chunk).toString();
  } catch (error) {
    return [seen, error];
  }
  return [seen, undefined];
}

describe('LambdaPeerFunction, where Lambda does not call the sibling', () => {
  it.each([
    [429, 'TooManyRequestsException'],
    [403, 'AccessDeniedException'],
    [404, 'ResourceNotFoundException'],
    [413, 'RequestTooLargeException'],
    [500, 'ServiceException'],
    [502, 'EC2ThrottledException'],
  ])('is unreachable after a %i %s, and does not ask again', async (status, type) => {
    await using lambda = await startLambda((response) => refuse(response, status, type));
    const [, error] = await readUntilFailure();
    expect(error).toBeInstanceOf(BedrockCallError);
    expect(error).toMatchObject({ kind: 'unreachable', reason: 'peer-not-invoked' });
    expect(lambda.invocations).toHaveLength(1);
  });

  it('is unreachable where the SDK has nothing to read from', async () => {
    // The last of the SDK's overloads, which is all that the spy knows, returns nothing.
    const send = vi.spyOn(LambdaClient.prototype, 'send').mockReturnValue(Promise.resolve({}) as never);
    expect((await readUntilFailure())[1]).toMatchObject({ kind: 'unreachable', reason: 'peer-no-answer' });
    send.mockRestore();
  });

  it('is unreachable where nobody listens', async () => {
    stubLambda(1);
    expect((await readUntilFailure())[1]).toMatchObject({ kind: 'unreachable', reason: 'peer-not-invoked' });
  });

  it('is unreachable when the connection is cut before there is an answer', async () => {
    await using lambda = await startLambda((response) => response.destroy());
    expect((await readUntilFailure())[1]).toMatchObject({ kind: 'unreachable', reason: 'peer-not-invoked' });
    expect(lambda.invocations).toHaveLength(1);
  });
});

describe('LambdaPeerFunction, where the sibling does not answer', () => {
  it.each<[string, Answer, string]>([
    ['fails', (response) => begin(response).end(complete('Unhandled')), 'peer-failed'],
    ['ends without an end', (response) => begin(response).end(), 'peer-cut'],
    ['is cut off', (response) => void begin(response).req.socket.end(), 'peer-not-invoked'],
    ['sends what is no frame', (response) => begin(response).end('<html>'), 'peer-not-invoked'],
  ])('is unreachable when it %s before its first byte', async (_what, answer, reason) => {
    await using _lambda = await startLambda(answer);
    const [seen, error] = await readUntilFailure();
    expect(seen).toBe('');
    expect(error).toMatchObject({ kind: 'unreachable', reason });
  });

  it.each<[string, Buffer, boolean, string]>([
    ['fails', complete('Unhandled'), false, 'peer-failed'],
    ['ends without an end', Buffer.of(), false, 'peer-cut'],
    ['is cut off', Buffer.of(), true, 'peer-cut'],
    ['ends in the middle of a frame', COMPLETE.subarray(0, 20), false, 'peer-cut'],
    ['sends a damaged frame', Buffer.from(BROKEN), false, 'peer-cut'],
  ])('is a broken stream when it %s behind it', async (_what, rest, isCut, reason) => {
    await using _lambda = await startLambda((response) => {
      begin(response).write(Buffer.concat([payload('half'), rest]), () =>
        isCut ? response.destroy() : response.end(),
      );
    });
    const [seen, error] = await readUntilFailure();
    expect(seen).toBe('half');
    expect(error).toMatchObject({ kind: 'stream-broken', reason });
  });
});

describe('LambdaPeerFunction, when its signal fires', () => {
  const TIMEOUT = new DOMException('The deadline has passed', 'TimeoutError');
  const GONE = new DOMException('The caller went away', 'AbortError');

  it('calls nobody when it had fired before', async () => {
    await using lambda = await startLambda((response) => begin(response).end(COMPLETE));
    const answer = new LambdaPeerFunction('sibling').invoke('{}', AbortSignal.abort(TIMEOUT));
    await expect(answer.next()).rejects.toMatchObject({ kind: 'timeout' });
    expect(lambda.connections()).toBe(0);
  });

  it.each([
    ['timeout', TIMEOUT],
    ['client-gone', GONE],
  ])('closes the connection before the head, and fails with %s', async (kind, reason) => {
    const end = new AbortController();
    await using lambda = await startLambda(() => end.abort(reason));
    const answer = new LambdaPeerFunction('sibling').invoke('{}', end.signal);
    await expect(answer.next()).rejects.toMatchObject({ kind });
    await lambda.closed();
  });

  it('closes the connection in the middle of an answer, and fails with the reason', async () => {
    const end = new AbortController();
    await using lambda = await startLambda((response) => void begin(response).write(payload('half')));
    const answer = new LambdaPeerFunction('sibling').invoke('{}', end.signal);
    expect(await nextText(answer)).toBe('half');
    const next = answer.next();
    end.abort(TIMEOUT);
    await expect(next).rejects.toMatchObject({ kind: 'timeout' });
    await lambda.closed();
  });
});
