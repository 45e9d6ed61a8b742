import { Module, type DynamicModule } from '@nestjs/common';
import { GatewayConfig } from './gateway-config.js';

/** Gives every module of one application the configuration that it was made with. */
@Module({})
export class ConfigModule {
  /** Provides `config` under the token `GatewayConfig`, everywhere. To be imported once, by the root module. */
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: GatewayConfig, useValue: config }],
      exports: [GatewayConfig],
    };
  }
}
