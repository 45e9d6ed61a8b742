import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReplyTap } from '../usage/reply-tap.js';
import { ReplyBody } from './reply-body.js';

/** Stands for undici's side of a connection: remembers whether the socket is to be read. */
class FakeController {
  paused = false;
  aborted = false;
  reason: Error | null = null;

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
  }
}

const IDLE_TIMEOUT_MS = 1_000;
let controller: FakeController;
let body: ReplyBody;
let closed: number;

beforeEach(() => {
  vi.useFakeTimers();
  controller = new FakeController();
  closed = 0;
  const onClose = (): number => (closed += 1);
  body = new ReplyBody({ controller, tap: new ReplyTap('headers', {}), idleTimeoutMs: IDLE_TIMEOUT_MS, onClose });
});

afterEach(() => {
  body.destroy();
  vi.useRealTimers();
});

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('ReplyBody', () => {
  it('breaks after too long a silence', async () => {
    body.receive(Buffer.from('a'));
    body.resume();
    await vi.advanceTimersByTimeAsync(999);
    body.receive(Buffer.from('b'));
    await vi.advanceTimersByTimeAsync(999);
    expect(body.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(body.errored).toMatchObject({ kind: 'stream-broken', reason: 'idle' });
    expect(controller.aborted).toBe(true);
  });

  it('stops the socket while its consumer is behind, and does not hold that time against Bedrock', async () => {
    body.receive(Buffer.from('a'));
    body.receive(Buffer.alloc(body.readableHighWaterMark));
    expect(controller.paused).toBe(true);
    await vi.advanceTimersByTimeAsync(IDLE_TIMEOUT_MS * 10);
    expect(body.destroyed).toBe(false);
    body.resume();
    await settle();
    expect(controller.paused).toBe(false);
    await vi.advanceTimersByTimeAsync(IDLE_TIMEOUT_MS - 1);
    expect(body.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(body.errored).toMatchObject({ reason: 'idle' });
  });

  it('gives the socket up when it is abandoned', async () => {
    body.receive(Buffer.from('a'));
    body.destroy();
    await settle();
    expect(controller.reason).toMatchObject({ kind: 'client-gone', reason: 'body-abandoned' });
    expect(closed).toBe(1);
  });

  it('leaves no timer when its consumer destroys it while taking a chunk', async () => {
    body.on('data', () => body.destroy());
    await settle();
    body.receive(Buffer.from('a'));
    await settle();
    expect([body.destroyed, vi.getTimerCount()]).toEqual([true, 0]);
  });

  it('leaves the socket alone once it is complete', async () => {
    body.receive(Buffer.from('a'));
    body.finish();
    body.watchSilence();
    expect(vi.getTimerCount()).toBe(0);
    expect(await body.toArray()).toEqual([Buffer.from('a')]);
    await settle();
    expect([controller.aborted, closed]).toEqual([false, 1]);
  });

  it('may break before anybody listens', async () => {
    body.destroy(new Error('early'));
    await settle();
    await expect(body.toArray()).rejects.toThrow('early');
  });
});
