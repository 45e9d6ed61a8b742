import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RuntimeStream } from '../testing/runtime-stream.js';
import { ResponseSink } from './response-sink.js';

const CHUNK = 'x'.repeat(2_000);
const FAILED = { code: 'RESPONSE_STREAM_LOST', reason: 'failed' };
const STALLED = { code: 'RESPONSE_STREAM_LOST', reason: 'stalled' };

let runtime: RuntimeStream;
let sink: ResponseSink;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  runtime = new RuntimeStream();
  sink = new ResponseSink(runtime.stream);
});

afterEach(() => {
  sink[Symbol.dispose]();
  vi.useRealTimers();
});

/** How work stands once nothing is left to do at once. */
async function standing(work: Promise<void>): Promise<unknown> {
  let state: unknown = 'waits';
  work.then(
    () => (state = 'done'),
    (error: unknown) => (state = error),
  );
  for (let round = 0; round < 20; round += 1) await new Promise(setImmediate);
  return state;
}

describe('ResponseSink, when its stream is lost', () => {
  it('ends a write that waits for room', async () => {
    runtime.stall();
    const write = sink.write(CHUNK);
    runtime.fail();
    await expect(write).rejects.toMatchObject(FAILED);
    expect(sink.signal.reason).toMatchObject(FAILED);
  });

  it('ends an end that has not left', async () => {
    runtime.stall();
    const end = sink.write('a').then(() => sink.end());
    expect(await standing(end)).toBe('waits');
    runtime.fail();
    await expect(end).rejects.toMatchObject(FAILED);
  });

  it('writes nothing more, and ends nothing as if it were whole', async () => {
    await sink.write('half');
    runtime.fail();
    await vi.waitFor(() => expect(sink.signal.aborted).toBe(true));
    await expect(sink.write('more')).rejects.toMatchObject(FAILED);
    await expect(sink.end()).rejects.toMatchObject(FAILED);
    expect(runtime.taken.toString()).toBe('half');
  });

  it('gives up a reader who takes nothing for a minute, and not before', async () => {
    runtime.stall();
    const write = sink.write(CHUNK);
    vi.advanceTimersByTime(59_999);
    expect(await standing(write)).toBe('waits');
    vi.advanceTimersByTime(1);
    await expect(write).rejects.toMatchObject(STALLED);
    expect(sink.signal.reason).toMatchObject(STALLED);
  });

  it('gives up an end that nobody takes for a minute', async () => {
    runtime.stall();
    const end = sink.write('a').then(() => sink.end());
    expect(await standing(end)).toBe('waits');
    vi.advanceTimersByTime(60_000);
    await expect(end).rejects.toMatchObject(STALLED);
  });

  it('passes on what the stream itself throws', async () => {
    runtime.stream.write = () => {
      throw new TypeError('not now');
    };
    await expect(sink.write('a')).rejects.toThrow('not now');
  });
});

describe('ResponseSink', () => {
  it('writes at once while there is room', async () => {
    expect(await standing(sink.write('a'))).toBe('done');
    expect(await standing(sink.write(Buffer.from('b')))).toBe('done');
    expect(runtime.taken.toString()).toBe('ab');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits until there is room, each time for a minute of its own', async () => {
    for (let chunk = 0; chunk < 3; chunk += 1) {
      runtime.stall();
      const write = sink.write(CHUNK);
      vi.advanceTimersByTime(59_000);
      expect(await standing(write)).toBe('waits');
      runtime.flow();
      expect(await standing(write)).toBe('done');
    }
    expect(runtime.taken).toHaveLength(6_000);
  });

  it('ends when all of it has left', async () => {
    runtime.stall();
    const end = sink.write('whole').then(() => sink.end());
    expect(await standing(end)).toBe('waits');
    runtime.flow();
    await end;
    expect(runtime.isFinished).toBe(true);
    expect(sink.signal.aborted).toBe(false);
  });

  it('leaves no timer and waits for nothing, whether it ended well or was given up', async () => {
    const kept = (stream = runtime.stream) => ['drain', 'finish', 'error'].map((name) => stream.listenerCount(name));
    const before = kept();
    await sink.write(CHUNK);
    runtime.stall();
    const write = sink.write(CHUNK);
    sink[Symbol.dispose]();
    await expect(write).rejects.toMatchObject(FAILED);
    expect(kept()).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes no error of what comes when it is over', async () => {
    await sink.end();
    sink[Symbol.dispose]();
    runtime.stream.emit('error', new Error('too late'));
    expect(runtime.isFinished).toBe(true);
  });
});
