import { text } from 'node:stream/consumers';
import { All, Controller, Module, Req, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request, Response } from 'express';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { countInFlight } from '../exchange/count-in-flight.js';
import { openExchange } from '../exchange/open-exchange.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';

/** What a request came to. */
export type OnePieceHandler = (request: Request, response: Response) => unknown;

/** A small Nest application whose requests are counted: `const app = await createOnePieceApp(handler)`. */
export async function createOnePieceApp(handle: OnePieceHandler): Promise<NestExpressApplication> {
  @Controller()
  class AnyController {
    @All('{*path}')
    async answer(@Req() request: Request, @Res() response: Response): Promise<void> {
      await handle(request, response);
    }
  }
  @Module({
    controllers: [AnyController],
    providers: [RequestsInFlight, { provide: GatewayConfig, useValue: loadGatewayConfig({}) }],
  })
  class OnePieceModule {}
  const testing = await Test.createTestingModule({ imports: [OnePieceModule] }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  app.use(openExchange);
  app.use(countInFlight(app.get(RequestsInFlight), refuse));
  return app.init();
}

/** Answers with what it has read of the request. */
export async function echo(request: Request, response: Response): Promise<void> {
  const { method, originalUrl, rawHeaders, headers, socket } = request;
  const body = await text(request);
  response.json({ method, originalUrl, rawHeaders, headers, address: socket.remoteAddress, body });
}

/** There is room for more than any test has. */
function refuse(): never {
  throw new Error('Too many requests in flight for a test');
}
