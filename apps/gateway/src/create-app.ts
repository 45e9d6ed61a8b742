import { ConsoleLogger, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config/gateway-config.js';
import { countInFlight } from './exchange/count-in-flight.js';
import { encodeTarget } from './exchange/encode-target.js';
import { openExchange } from './exchange/open-exchange.js';
import { RequestsInFlight } from './exchange/requests-in-flight.js';
import { serveDocs } from './docs/serve-docs.js';
import { ProblemFilter } from './problems/problem.filter.js';

/**
 * Builds the application, the same way for the HTTP listener, Lambda and tests. It does not listen yet.
 *
 * Bodies are read by the handlers, behind the guards: nobody without a token gets one read.
 *
 * @throws {TokenKeysUnavailableError} if the signing secret cannot be read.
 */
export async function createApp(config: GatewayConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), new ExpressAdapter(), {
    abortOnError: false,
    bodyParser: false,
    logger: createLogger(),
  });
  matchPathsExactly(app);
  app.use(encodeTarget);
  app.use(openExchange);
  const filter = app.get(ProblemFilter);
  app.use(countInFlight(app.get(RequestsInFlight), (...refusal) => filter.answer(...refusal)));
  app.disable('x-powered-by');
  // What no filter has caught is Express's to answer: without this it tells the caller where in the code it was.
  app.set('env', 'production');
  app.disable('etag');
  // Addresses of callers come from the socket; a header that anybody can write says nothing.
  app.set('trust proxy', false);
  if (config.docs) serveDocs(app, config.version);
  if (config.routes.peerFunction !== undefined && config.attachment === 'both') warnOfPeer();
  return app;
}

function warnOfPeer(): void {
  new Logger('Routing').warn(
    'GATEWAY_PEER_FUNCTION is set, but GATEWAY_ATTACHMENT says that this process reaches both networks: it changes nothing',
  );
}

/** The log: JSON lines on stdout, or stderr for errors, of what somebody ought to look at. */
export function createLogger(): ConsoleLogger {
  return new ConsoleLogger({ json: true, colors: false, logLevels: ['fatal', 'error', 'warn'] });
}

/**
 * Paths match as they are documented: `/VPN/...` is not `/vpn/...`, neither here nor for whatever stands in front and
 * decides by path. The adapter has made its router by now, so the settings of Express with these names come too late.
 */
function matchPathsExactly(app: NestExpressApplication): void {
  const { router }: Pick<Express, 'router'> = app.getHttpAdapter().getInstance();
  Object.assign(router, { caseSensitive: true, strict: true });
}
