import { AuditDescriber, AuditInterceptor, AuditModule } from '@app/audit';
import { BedrockModule, SecretVersions } from '@app/bedrock';
import { RoutingModule } from '@app/routing';
import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { AuditApiController } from './audit-api/audit-api.controller.js';
import { HttpAuditDescriber } from './audit/http-audit.describer.js';
import { AuthModule } from './auth/auth.module.js';
import { JwtAuthGuard } from './auth/jwt-auth.guard.js';
import { PermissionsGuard } from './auth/permissions.guard.js';
import { ConfigModule } from './config/config.module.js';
import { GatewayConfig } from './config/gateway-config.js';
import { toAuditOptions, toBedrockOptions, toRoutingOptions } from './config/to-lib-options.js';
import { GracefulEnd } from './exchange/graceful-end.js';
import { RequestsInFlight } from './exchange/requests-in-flight.js';
import { HealthController } from './health/health.controller.js';
import { LongLivedKeyWarning } from './health/long-lived-key.warning.js';
import { ProcessReport } from './health/process-report.js';
import { Readiness } from './health/readiness.js';
import { RouteIndicator } from './health/route.indicator.js';
import { StatusController } from './health/status.controller.js';
import { StoreIndicator } from './health/store.indicator.js';
import { GovernedCalls } from './inference/governed-calls.js';
import { InvokeController } from './inference/invoke.controller.js';
import { ModelRouter } from './inference/model-router.js';
import { ReplyDelivery } from './inference/reply-delivery.js';
import { CallerLimits } from './limits/caller-limits.js';
import { CallerLimitsGuard } from './limits/caller-limits.guard.js';
import { ModelsController } from './models/models.controller.js';
import { BedrockPathGuard } from './native/bedrock-path.guard.js';
import { NativeController } from './native/native.controller.js';
import { UnknownOperationsController } from './native/unknown-operations.controller.js';
import { PeerCalls } from './peer/peer-calls.js';
import { ProblemCounts } from './problems/problem-counts.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { PendingTrial } from './rotation/trial/pending-trial.js';
import { UsageAccounts } from './usage/usage-accounts.js';
import { UsageController } from './usage/usage.controller.js';
import { TrafficModule } from './traffic/traffic.module.js';
import { ProcessReadings } from './telemetry/process-readings.js';
import { RequestLog } from './telemetry/request-log.js';
import { Telemetry } from './telemetry/telemetry.js';

/** What only some entries have beside the rest, and all others need not even load. */
export interface AppParts {
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
}

/** Hands each library its slice of the configuration, and says what guards every request. */
@Module({
  controllers: [
    // In this order they are looked at: what is asked for most comes first.
    NativeController,
    InvokeController,
    ModelsController,
    HealthController,
    StatusController,
    AuditApiController,
    UsageController,
  ],
  providers: [
    GovernedCalls,
    ModelRouter,
    ReplyDelivery,
    PeerCalls,
    {
      provide: PendingTrial,
      inject: [GatewayConfig, SecretVersions],
      useFactory: (config: GatewayConfig, versions: SecretVersions) =>
        new PendingTrial(toRoutingOptions(config).connections, config.bedrock.secretId, versions),
    },
    Readiness,
    ProcessReport,
    LongLivedKeyWarning,
    RouteIndicator,
    StoreIndicator,
    RequestsInFlight,
    CallerLimits,
    UsageAccounts,
    GracefulEnd,
    HttpAuditDescriber,
    ProblemCounts,
    ProblemFilter,
    ProcessReadings,
    RequestLog,
    Telemetry,
    { provide: AuditDescriber, useExisting: HttpAuditDescriber },
    { provide: APP_GUARD, useClass: BedrockPathGuard },
    { provide: APP_GUARD, useExisting: JwtAuthGuard },
    { provide: APP_GUARD, useClass: CallerLimitsGuard },
    { provide: APP_GUARD, useExisting: PermissionsGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_FILTER, useExisting: ProblemFilter },
  ],
})
export class AppModule {
  /** The application for one configuration. */
  static forRoot(config: GatewayConfig, { controllers = [], providers = [] }: AppParts = {}): DynamicModule {
    return {
      module: AppModule,
      // Paths count in the order of their controllers: the one for all other paths is the last.
      controllers: [...controllers, UnknownOperationsController],
      providers: [...providers],
      imports: [
        ConfigModule.forRoot(config),
        AuthModule,
        AuditModule.forRoot(toAuditOptions(config)),
        { ...BedrockModule.forRoot(toBedrockOptions(config)), global: true },
        TrafficModule,
        RoutingModule.forRoot(toRoutingOptions(config)),
        TerminusModule.forRoot({ logger: false }),
      ],
    };
  }
}
