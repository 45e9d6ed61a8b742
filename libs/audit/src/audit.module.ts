import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AuditSink } from './audit-sink.js';
import { AuditTrail } from './audit-trail.js';
import { AUDIT_OPTIONS, AuditModuleClass } from './audit.module-definition.js';
import { FinishedRecords } from './finished-records.js';
import type { AuditOptions } from './options.js';
import { AuditQueries } from './queries/audit-queries.js';
import { DynamoDbAuditSink } from './sinks/dynamodb.sink.js';
import { LogAuditSink } from './sinks/log.sink.js';

/**
 * Brings `AuditTrail`, `FinishedRecords` for those who count, `AuditQueries` for those who look records up, and
 * `AuditSink` for the readiness check. The application provides an `AuditDescriber` and registers `AuditInterceptor`
 * itself, beside it.
 *
 * @example
 * imports: [AuditModule.forRoot({ isGlobal: true, ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3' })],
 * providers: [
 *   { provide: AuditDescriber, useClass: HttpAuditDescriber },
 *   { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
 * ]
 */
@Module({
  providers: [
    AuditTrail,
    FinishedRecords,
    {
      provide: AuditSink,
      useFactory: (options: AuditOptions) => new DynamoDbAuditSink(options),
      inject: [AUDIT_OPTIONS],
    },
    {
      provide: AuditQueries,
      useFactory: (options: AuditOptions) => new AuditQueries(options),
      inject: [AUDIT_OPTIONS],
    },
    { provide: LogAuditSink, useFactory: () => new LogAuditSink(process.stdout) },
  ],
  exports: [AuditQueries, AuditTrail, AuditSink, FinishedRecords],
})
export class AuditModule extends AuditModuleClass implements OnApplicationShutdown {
  constructor(
    private readonly sink: AuditSink,
    private readonly log: LogAuditSink,
    private readonly queries: AuditQueries,
  ) {
    super();
  }

  /** Nest calls a module after its providers, so the trail has settled by now. */
  onApplicationShutdown(): void {
    this.sink.close();
    this.log.close();
    this.queries.close();
  }
}
