import { Module } from '@nestjs/common';
import { BedrockConnections } from './bedrock-connections.js';
import { BEDROCK_OPTIONS, ConfigurableModuleClass } from './bedrock.module-definition.js';
import type { BedrockOptions } from './bedrock.options.js';
import { CredentialsInUse } from './credentials/credentials-in-use.js';
import { CredentialsSource } from './credentials/credentials-source.js';
import { RouteCredentials, SharedCredentials } from './credentials/route-credentials.js';
import { SecretReader } from './credentials/secret-reader.js';
import { CatalogueCache } from './inference-profiles/catalogue-cache.js';
import { InferenceProfiles } from './inference-profiles/inference-profiles.js';
import {
  SecretsManagerCredentialsSource,
  type CredentialsCacheOptions,
} from './credentials/secrets-manager-credentials.source.js';
import { SecretsManagerSecretReader } from './credentials/secrets-manager-secret.reader.js';
import { SecretVersions } from './secret-versions/secret-versions.js';
import { SecretsManagerSecretVersions } from './secret-versions/secrets-manager-secret.versions.js';

const DEFAULT_TTL_MS = 5 * 60_000;
const DEFAULT_HARD_LIMIT_MS = 60 * 60_000;

/** Everything that talks to Amazon Bedrock, and to Secrets Manager for the credentials to do so. */
@Module({
  providers: [
    { provide: SecretReader, useFactory: () => new SecretsManagerSecretReader() },
    { provide: SecretVersions, useFactory: () => new SecretsManagerSecretVersions() },
    {
      provide: CredentialsInUse,
      inject: [BEDROCK_OPTIONS],
      useFactory: startReport,
    },
    {
      provide: CredentialsSource,
      inject: [SecretReader, BEDROCK_OPTIONS, CredentialsInUse],
      useFactory: (secrets: SecretReader, options: BedrockOptions, inUse: CredentialsInUse) =>
        new SecretsManagerCredentialsSource(secrets, cacheOf(options), Date.now, inUse),
    },
    {
      provide: RouteCredentials,
      inject: [CredentialsSource, BEDROCK_OPTIONS],
      useFactory: openCredentials,
    },
    BedrockConnections,
    {
      provide: InferenceProfiles,
      inject: [BEDROCK_OPTIONS],
      useFactory: ({ createInferenceProfiles = false }: BedrockOptions) =>
        new InferenceProfiles(new CatalogueCache(), { createApplicationProfiles: createInferenceProfiles }),
    },
  ],
  exports: [BedrockConnections, CredentialsInUse, CredentialsSource, InferenceProfiles, SecretReader, SecretVersions],
})
export class BedrockModule extends ConfigurableModuleClass {}

/** Of sessions it is known beforehand what they are; what a secret holds, only when it has been read. */
function startReport({ webIdentity }: BedrockOptions): CredentialsInUse {
  const inUse = new CredentialsInUse();
  if (webIdentity !== undefined) inUse.note({ kind: 'session', isLongLived: false });
  return inUse;
}

/** What makes sessions brings two clients of the SDK along: they are loaded at start, and only where they are used. */
async function openCredentials(secret: CredentialsSource, { webIdentity }: BedrockOptions): Promise<RouteCredentials> {
  if (webIdentity === undefined) return new SharedCredentials(secret);
  const { WebIdentityCredentials } = await import('./credentials/web-identity/web-identity-credentials.js');
  return new WebIdentityCredentials(webIdentity);
}

function cacheOf(options: BedrockOptions): CredentialsCacheOptions {
  return {
    secretId: options.secretId,
    ttlMs: options.credentialsTtlMs ?? DEFAULT_TTL_MS,
    hardLimitMs: options.credentialsHardLimitMs ?? DEFAULT_HARD_LIMIT_MS,
  };
}
