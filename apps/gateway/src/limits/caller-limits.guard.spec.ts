import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { NextFunction, Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { openExchange } from '../exchange/open-exchange.js';
import { createCaller } from '../testing/create-caller.js';
import { CallerLimits } from './caller-limits.js';
import { CallerLimitsGuard } from './caller-limits.guard.js';

@Controller()
class AnyController {
  @Get('any')
  answer(): string {
    return 'served';
  }
}

@Module({
  controllers: [AnyController],
  providers: [
    CallerLimits,
    { provide: GatewayConfig, useValue: loadGatewayConfig({ GATEWAY_CALLER_REQUESTS_PER_MINUTE: '1' }) },
    { provide: APP_GUARD, useClass: CallerLimitsGuard },
  ],
})
class LimitedModule {}

describe('CallerLimitsGuard', () => {
  let app: NestExpressApplication;
  let before: (request: Request) => void;
  beforeEach(async () => {
    before = () => undefined;
    const testing = await Test.createTestingModule({ imports: [LimitedModule] }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    app.use(openExchange);
    app.use((request: Request, _response: Response, next: NextFunction) => {
      before(request);
      next();
    });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(() => app.close());

  const status = async (): Promise<number> => (await fetch(`${await app.getUrl()}/any`)).status;

  it('holds callers to their limits', async () => {
    before = (request) => (request.user = createCaller());
    expect(await status()).toBe(200);
    // Without the problem filter, any error is a 500.
    expect(await status()).toBe(500);
    before = (request) => (request.user = createCaller({ subject: 'another' }));
    expect(await status()).toBe(200);
  });

  it('has none for whoever needs no token', async () => {
    expect([await status(), await status()]).toEqual([200, 200]);
  });

  it('does not count whoever has left already: nobody would tell that they are gone', async () => {
    before = (request) => {
      request.user = createCaller();
      Object.defineProperty(request.exchange, 'callerGone', { value: AbortSignal.abort() });
    };
    expect(await status()).toBe(200);
    expect(app.get(CallerLimits).callersAtWork).toBe(0);
    expect(await status()).toBe(200);
  });
});
