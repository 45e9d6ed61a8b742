import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { AppModule, type AppParts } from './app.module.js';
import type { GatewayConfig } from './config/gateway-config.js';
import { allowOrigins } from './exchange/allow-origins.js';
import { countInFlight, type Refuse } from './exchange/count-in-flight.js';
import { encodeTargets } from './exchange/encode-target.js';
import { openExchange, stayWithTls } from './exchange/open-exchange.js';
import { RequestsInFlight } from './exchange/requests-in-flight.js';
import { serveDocs } from './docs/serve-docs.js';
import { checkHead } from './limits/check-head.js';
import { answerBadRequests } from './listener/answer-bad-requests.js';
import { limitServer } from './listener/limit-server.js';
import { readTlsFiles } from './listener/tls/read-tls-files.js';
import { renewCertificates } from './listener/tls/renew-certificates.js';
import { tlsOptionsOf } from './listener/tls/tls-options.js';
import { ProblemCounts } from './problems/problem-counts.js';
import { AllowListLogger } from './logs/allow-list.logger.js';
import { answerLastErrors } from './problems/last-resort.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** Parts of some entries, and how they serve what is no handler of Nest's. */
export interface EntryParts extends AppParts {
  readonly serve?: (app: NestExpressApplication) => void;
}

/**
 * Builds the application, the same way for the HTTP listener, Lambda and tests. It does not listen yet.
 * What only one of them has comes as `parts`.
 *
 * Bodies are read by the handlers, behind the guards: nobody without a token gets one read.
 *
 * @throws {TokenKeysUnavailableError} if the signing secret cannot be read.
 * @throws {TlsFilesUnusableError} if the listener is to speak TLS, and cannot.
 */
export async function createApp(config: GatewayConfig, parts: EntryParts = {}): Promise<NestExpressApplication> {
  const tls = config.listen.tls && { config: config.listen.tls, files: await readTlsFiles(config.listen.tls) };
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config, parts), new ExpressAdapter(), {
    ...(tls && { httpsOptions: tlsOptionsOf(tls.files) }),
    abortOnError: false,
    bodyParser: false,
    logger: new AllowListLogger(),
  });
  matchPathsExactly(app);
  if (tls) renewCertificates(app.getHttpServer(), tls.config, tls.files);
  limitServer(app.getHttpServer(), config.limits);
  encodeTargets(app.getHttpServer());
  answerBadRequests(app.getHttpServer(), (status) => app.get(ProblemCounts).add(status));
  app.use(openExchange);
  if (tls) app.use(stayWithTls);
  if (config.corsOrigins.length > 0) app.use(allowOrigins(config.corsOrigins));
  const filter = app.get(ProblemFilter);
  const refuse: Refuse = (...refusal) => filter.answer(...refusal);
  app.use(checkHead(refuse));
  app.use(countInFlight(app.get(RequestsInFlight), refuse));
  app.disable('x-powered-by');
  answerLastErrors(app.getHttpAdapter().getInstance());
  app.disable('etag');
  // Addresses of callers come from the socket; a header that anybody can write says nothing.
  app.set('trust proxy', false);
  if (config.docs) serveDocs(app, config.version);
  parts.serve?.(app);
  // `GATEWAY_ATTACHMENT` says that this process reaches both networks itself.
  if (config.routes.peerFunction !== undefined && config.attachment === 'both') warnOf('GATEWAY_PEER_FUNCTION');
  // Functions have no page: it shows one process, and each request may start another.
  if (config.console && !parts.serve) warnOf('GATEWAY_CONSOLE');
  return app;
}

function warnOf(variable: string): void {
  new Logger('Configuration').warn({ event: 'setting-without-effect', variable });
}

/**
 * Paths match as they are documented: `/VPN/...` is not `/vpn/...`, neither here nor for whatever stands in front and
 * decides by path. The adapter has made its router by now, so the settings of Express with these names come too late.
 */
function matchPathsExactly(app: NestExpressApplication): void {
  const { router }: Pick<Express, 'router'> = app.getHttpAdapter().getInstance();
  Object.assign(router, { caseSensitive: true, strict: true });
}
