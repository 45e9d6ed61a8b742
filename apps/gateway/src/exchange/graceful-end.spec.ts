import { createServer, type Server } from 'node:http';
import { HttpAdapterHost } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { GracefulEnd } from './graceful-end.js';
import { RequestsInFlight } from './requests-in-flight.js';

describe('GracefulEnd, with 5 s for what is at work', () => {
  let requests: RequestsInFlight;
  let end: GracefulEnd;
  let server: Server;
  let cut: Mock<() => void>;
  const runOut = vi.fn<() => void>();
  const work = { runOut };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    server = createServer();
    cut = vi.spyOn(server, 'closeAllConnections').mockReturnValue();
    const config = loadGatewayConfig({ GATEWAY_DRAIN_TIMEOUT_MS: '5000' });
    const testing = await Test.createTestingModule({
      providers: [GracefulEnd, RequestsInFlight, { provide: GatewayConfig, useValue: config }],
    })
      .overrideProvider(HttpAdapterHost)
      .useValue({ httpAdapter: { getHttpServer: () => server } })
      .compile();
    [end, requests] = [testing.get(GracefulEnd), testing.get(RequestsInFlight)];
    runOut.mockClear();
  });
  afterEach(() => void vi.useRealTimers());

  it('is over at once where nothing is at work, and leaves no timer behind when the listener is closed', async () => {
    await end.beforeApplicationShutdown();
    expect(requests.isDraining).toBe(true);
    expect(vi.getTimerCount()).toBe(1);
    end.onApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
    expect(cut).not.toHaveBeenCalled();
  });

  it('waits for what is at work, and ends nothing of it', async () => {
    requests.enter(work);
    const ending = end.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(4_999);
    requests.leave(work);
    await ending;
    expect(runOut).not.toHaveBeenCalled();
  });

  it('ends the time of what is at work after its limit, and then gives it 2 s to say so', async () => {
    requests.enter(work);
    let isOver = false;
    const ending = end.beforeApplicationShutdown().then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(runOut).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(runOut).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await ending;
  });

  it('cuts off whoever is still connected 2 s after that', async () => {
    await end.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(cut).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(cut).toHaveBeenCalledTimes(1);
  });
});
