import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { ConfigModule } from './config.module.js';
import { GatewayConfig, loadGatewayConfig } from './gateway-config.js';

@Injectable()
class Consumer {
  constructor(readonly config: GatewayConfig) {}
}

@Module({ providers: [Consumer] })
class ConsumerModule {}

it('gives its configuration to modules that do not import it', async () => {
  const config = loadGatewayConfig({ PORT: '4000' });
  const testing = await Test.createTestingModule({ imports: [ConfigModule.forRoot(config), ConsumerModule] }).compile();
  expect(testing.get(Consumer, { strict: false }).config).toBe(config);
});
