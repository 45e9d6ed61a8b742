import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config/gateway-config.js';
import { serveDocs } from './docs/serve-docs.js';

/**
 * Builds the application, the same way for the HTTP listener, Lambda and tests. It does not listen yet.
 *
 * Bodies are read by the handlers, behind the guards: nobody without a token gets one read.
 *
 * @throws {TokenKeysUnavailableError} if the signing secret cannot be read.
 */
export async function createApp(config: GatewayConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    abortOnError: false,
    bodyParser: false,
    logger: new ConsoleLogger({ json: true, colors: false, logLevels: ['fatal', 'error', 'warn'] }),
  });
  app.disable('x-powered-by');
  app.disable('etag');
  // Addresses of callers come from the socket; a header that anybody can write says nothing.
  app.set('trust proxy', false);
  if (config.docs) serveDocs(app, config.version);
  return app;
}
