import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { attachInvocation, invocationOf, timeLeftMs, type Invocation } from './invocation.js';

const invocation = (leftMs: number, longestSilenceMs = 285_000): Invocation => ({
  remainingMs: () => leftMs,
  longestSilenceMs,
});
const connection = (): Socket => new PassThrough() as unknown as Socket;

describe('timeLeftMs', () => {
  it('knows no limit behind an HTTP listener', () => {
    expect(timeLeftMs(undefined, true)).toBe(Infinity);
    expect(timeLeftMs(undefined, false)).toBe(Infinity);
  });

  it.each([
    ['is 1 where nothing is left', 0, true, 1],
    ['is 1 where the rest is for the record', 5_000, false, 1],
    ['is what is left without 5 s for the record', 60_000, true, 55_000],
    ['may be longer than any silence where bytes flow', 900_000, true, 895_000],
    ['is the longest silence where they do not', 900_000, false, 285_000],
    ['is what is left where that is less', 200_000, false, 195_000],
  ])('%s: of %i ms', (_what, leftMs, streamed, expected) => {
    expect(timeLeftMs(invocation(leftMs), streamed)).toBe(expected);
  });
});

describe('invocationOf', () => {
  it('finds an invocation by the connection that it was attached to, and by no other', () => {
    const [one, other] = [connection(), connection()];
    const facts = invocation(1);
    attachInvocation(one, facts);
    expect(invocationOf({ socket: one })).toBe(facts);
    expect(invocationOf({ socket: other })).toBeUndefined();
  });
});
