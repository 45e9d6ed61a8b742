import { Module } from '@nestjs/common';
import { BedrockConnections } from './bedrock-connections.js';
import { BEDROCK_OPTIONS, ConfigurableModuleClass } from './bedrock.module-definition.js';
import type { BedrockOptions } from './bedrock.options.js';
import { CredentialsSource } from './credentials/credentials-source.js';
import { SecretReader } from './credentials/secret-reader.js';
import { CatalogueCache } from './inference-profiles/catalogue-cache.js';
import { InferenceProfiles } from './inference-profiles/inference-profiles.js';
import { SecretsManagerCredentialsSource } from './credentials/secrets-manager-credentials.source.js';
import { SecretsManagerSecretReader } from './credentials/secrets-manager-secret.reader.js';

const DEFAULT_TTL_MS = 5 * 60_000;
const DEFAULT_HARD_LIMIT_MS = 60 * 60_000;

/** Everything that talks to Amazon Bedrock, and to Secrets Manager for the credentials to do so. */
@Module({
  providers: [
    { provide: SecretReader, useFactory: () => new SecretsManagerSecretReader() },
    {
      provide: CredentialsSource,
      inject: [SecretReader, BEDROCK_OPTIONS],
      useFactory: (secrets: SecretReader, options: BedrockOptions) =>
        new SecretsManagerCredentialsSource(secrets, {
          secretId: options.secretId,
          ttlMs: options.credentialsTtlMs ?? DEFAULT_TTL_MS,
          hardLimitMs: options.credentialsHardLimitMs ?? DEFAULT_HARD_LIMIT_MS,
        }),
    },
    BedrockConnections,
    {
      provide: InferenceProfiles,
      inject: [BEDROCK_OPTIONS],
      useFactory: ({ createInferenceProfiles = false }: BedrockOptions) =>
        new InferenceProfiles(new CatalogueCache(), { createApplicationProfiles: createInferenceProfiles }),
    },
  ],
  exports: [BedrockConnections, CredentialsSource, InferenceProfiles, SecretReader],
})
export class BedrockModule extends ConfigurableModuleClass {}
