import { AuditDescriber, AuditInterceptor, type MemoryAuditSink } from '@app/audit';
import { Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { NextFunction, Request, Response } from 'express';
import { HttpAuditDescriber } from '../audit/http-audit.describer.js';
import type { Caller } from '../auth/caller.js';
import { encodeTargets } from '../exchange/encode-target.js';
import { openExchange } from '../exchange/open-exchange.js';
import { GovernedCalls } from '../inference/governed-calls.js';
import { ReplyDelivery } from '../inference/reply-delivery.js';
import { ProblemCounts } from '../problems/problem-counts.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { createCaller } from './create-caller.js';
import { TOKEN } from './create-request.js';
import { auditModule, readRecords, useMemorySink } from './memory-audit.js';
import { routerProviders } from './router-providers.js';
import { ScriptedRouter, type Script } from './scripted-router.js';

/** One controller behind all that governs it, on 127.0.0.1: real but for guards, store and Bedrock. */
export interface GovernedApp extends AsyncDisposable {
  readonly url: string;
  readonly sent: ScriptedRouter['sent'];
  records(): Promise<MemoryAuditSink['records']>;
}

/** What a test may decide. */
export interface GovernedAppOptions {
  readonly script: Script;
  /** Grants of the caller; everything but for what is named. */
  readonly grants?: Partial<Caller>;
  readonly env?: Readonly<Record<string, string>>;
}

@Module({})
class GovernedModule {}

/** Serves controllers, in their order: `await using app = await startGovernedApp(InvokeController, { script })`. */
export async function startGovernedApp(controllers: Type | Type[], options: GovernedAppOptions): Promise<GovernedApp> {
  const { script, grants = {}, env = {} } = options;
  const { router, sent } = new ScriptedRouter(script);
  const providers = [
    ...routerProviders(router, env),
    GovernedCalls,
    ReplyDelivery,
    HttpAuditDescriber,
    ProblemCounts,
    { provide: AuditDescriber, useExisting: HttpAuditDescriber },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ];
  const module = { module: GovernedModule, imports: [auditModule], controllers: [controllers].flat(), providers };
  const testing = await useMemorySink(Test.createTestingModule({ imports: [module] })).compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  encodeTargets(app.getHttpServer());
  app.use((request: Request, response: Response, next: NextFunction) => {
    request.user = createCaller(grants);
    request.headers.authorization = `Bearer ${TOKEN}`;
    openExchange(request, response, next);
  });
  await app.listen(0, '127.0.0.1');
  return {
    url: await app.getUrl(),
    sent,
    records: () => readRecords(app),
    [Symbol.asyncDispose]: () => app.close(),
  };
}
