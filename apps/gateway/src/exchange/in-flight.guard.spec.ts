import { once } from 'node:events';
import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { ShuttingDownError, TooManyInFlightError } from '../problems/errors.js';
import { CountedInFlight, InFlightGuard } from './in-flight.guard.js';
import { RequestsInFlight } from './requests-in-flight.js';

/** Answers that are under way, until a test ends them. */
const open: Response[] = [];

@CountedInFlight()
@Controller()
class WaitingController {
  /** The path fits both patterns, as Bedrock's own paths fit those of what is offered and of what is not. */
  @Get(['wait', 'wait{/*path}'])
  wait(@Req() _request: Request, @Res() response: Response): void {
    open.push(response);
    response.write('.');
  }
}

@Module({
  controllers: [WaitingController],
  providers: [
    RequestsInFlight,
    { provide: GatewayConfig, useValue: loadGatewayConfig({ GATEWAY_MAX_IN_FLIGHT: '2' }) },
    { provide: APP_GUARD, useClass: InFlightGuard },
  ],
})
class WaitingModule {}

describe('InFlightGuard', () => {
  let app: NestExpressApplication;
  let requests: RequestsInFlight;
  let url: string;

  beforeEach(async () => {
    const testing = await Test.createTestingModule({ imports: [WaitingModule] }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    await app.listen(0, '127.0.0.1');
    requests = app.get(RequestsInFlight);
    url = `${await app.getUrl()}/wait`;
  });

  afterEach(async () => {
    for (const response of open.splice(0)) response.destroy();
    await app.close();
  });

  const refusalOf = (): unknown => {
    try {
      requests.enter();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('refuses the request above the limit at once, and does not count it', async () => {
    await Promise.all([fetch(url), fetch(url)]);
    expect(requests.count).toBe(2);
    expect(refusalOf()).toBeInstanceOf(TooManyInFlightError);
    expect((await fetch(url)).ok).toBe(false);
    expect(requests.count).toBe(2);
  });

  it('has room again when an answer is over, be it whole or broken', async () => {
    await Promise.all([fetch(url), fetch(url)]);
    const [first, second] = open.splice(0);
    first?.end();
    second?.destroy();
    for (const response of [first, second]) if (response?.closed === false) await once(response, 'close');
    expect(requests.count).toBe(0);
    expect((await fetch(url)).ok).toBe(true);
    expect(requests.count).toBe(1);
  });

  it('has room again when the caller has gone', async () => {
    const caller = new AbortController();
    await fetch(url, { signal: caller.signal });
    const [response] = open;
    expect(requests.count).toBe(1);
    caller.abort();
    await (response && once(response, 'close'));
    expect(requests.count).toBe(0);
  });

  it('takes nothing new while shutting down, even if there is room, and lets go on what is at work', async () => {
    const answer = await fetch(url);
    expect(requests.isDraining).toBe(false);
    requests.beforeApplicationShutdown();
    expect(requests.isDraining).toBe(true);
    expect(refusalOf()).toBeInstanceOf(ShuttingDownError);
    open[0]?.end('!');
    expect(await answer.text()).toBe('.!');
  });

  it('is told by Nest when the application closes', async () => {
    await app.close();
    expect(requests.isDraining).toBe(true);
  });
});
