import { beforeEach, describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight, type Work } from './requests-in-flight.js';

/** Work that knows whether its time was ended. */
class Clockwork implements Work {
  hasRunOut = false;
  runOut(): void {
    this.hasRunOut = true;
  }
}

describe('RequestsInFlight', () => {
  let requests: RequestsInFlight;
  beforeEach(() => (requests = new RequestsInFlight(loadGatewayConfig({}))));

  /** Whether nothing is at work any more, once all that has been promised has come true. */
  async function isIdle(): Promise<boolean> {
    const later = new Promise<false>((resolve) => void setImmediate(resolve, false));
    return Promise.race([requests.idle().then(() => true), later]);
  }

  it('is not idle before it drains: the next request may come at any time', async () => {
    expect(await isIdle()).toBe(false);
    requests.drain();
    expect(await isIdle()).toBe(true);
  });

  it('tells whoever would never end by himself that the end has begun', () => {
    expect(requests.drained.aborted).toBe(false);
    requests.drain();
    expect(requests.drained.aborted).toBe(true);
    requests.drain();
    expect(requests.isDraining).toBe(true);
  });

  it('is idle when the last request has left', async () => {
    const [first, second] = [new Clockwork(), new Clockwork()];
    for (const work of [first, second]) requests.enter(work);
    requests.leave(first);
    requests.drain();
    expect(await isIdle()).toBe(false);
    requests.leave(second);
    expect(await isIdle()).toBe(true);
  });

  it('ends the time of what is at work, and of nothing else', () => {
    const [first, second] = [new Clockwork(), new Clockwork()];
    for (const work of [first, second]) requests.enter(work);
    requests.leave(first);
    requests.runOut();
    expect([first.hasRunOut, second.hasRunOut]).toEqual([false, true]);
  });
});
