import { SecretReader } from '@app/bedrock';
import { Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { createTokenKeys } from './keys/create-token-keys.js';
import { oldKeysWarning } from './keys/old-keys-warning.js';
import { TokenKeys } from './keys/token-keys.js';
import { PermissionsGuard } from './permissions.guard.js';
import { createRevocations } from './revocation/create-revocations.js';
import { RevocationList } from './revocation/revocation-list.js';
import { TokenVerifier } from './token-verifier.js';

/** Starting waits this long for the signing secret, then fails. */
const FIRST_READ_TIMEOUT_MS = 10_000;

const logger = new Logger('TokenKeys');

/**
 * Who is asking, and may they. Needs a `GatewayConfig` and a `SecretReader` that are provided globally, and reads the
 * signing secret before the application starts. The guards are to be registered by the application, in this order:
 * `JwtAuthGuard`, `PermissionsGuard`.
 */
@Module({
  providers: [
    {
      provide: TokenKeys,
      inject: [GatewayConfig, SecretReader],
      useFactory: ({ tokens }: GatewayConfig, reader: SecretReader) =>
        createTokenKeys(tokens, reader, { onReadFailed: (error) => logger.warn(oldKeysWarning(error)) }),
    },
    {
      provide: TokenVerifier,
      inject: [GatewayConfig, TokenKeys, RevocationList],
      useFactory: ({ tokens }: GatewayConfig, keys: TokenKeys, revocations: RevocationList) =>
        new TokenVerifier(keys, tokens, Date.now, revocations),
    },
    { provide: RevocationList, inject: [GatewayConfig], useFactory: createRevocations },
    JwtStrategy,
    JwtAuthGuard,
    PermissionsGuard,
  ],
  exports: [TokenKeys, TokenVerifier, JwtAuthGuard, PermissionsGuard],
})
export class AuthModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly keys: TokenKeys,
    private readonly revocations: RevocationList,
  ) {}

  /** @throws {TokenKeysUnavailableError} when the signing secret cannot be read: a gateway that can verify nobody must not start. */
  async onModuleInit(): Promise<void> {
    await this.keys.load(AbortSignal.timeout(FIRST_READ_TIMEOUT_MS));
  }

  onApplicationShutdown(): void {
    this.revocations.close();
  }
}
