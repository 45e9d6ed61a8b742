import { KMSClient } from '@aws-sdk/client-kms';
import { STSClient } from '@aws-sdk/client-sts';
import type { BedrockConnection } from '../../connection/bedrock-connection.js';
import type { CredentialsSource } from '../credentials-source.js';
import { OWN_PARTITION_CLIENT } from '../own-partition-client.js';
import { RouteCredentials } from '../route-credentials.js';
import { KmsWebIdentityTokens } from './kms-web-identity.tokens.js';
import { RoleCredentialsSource } from './role-credentials.source.js';
import { createSessionOpener } from './sts-session-opener.js';
import { StsWebIdentityTokens } from './sts-web-identity.tokens.js';
import type { WebIdentityOptions } from './web-identity-options.js';
import type { WebIdentityTokens } from './web-identity-tokens.js';

/**
 * Short-lived sessions of a commercial role in place of a secret: no key that lasts crosses the partitions.
 *
 * Owns the client of whatever signs the tokens; `onApplicationShutdown` closes its sockets.
 */
export class WebIdentityCredentials extends RouteCredentials {
  constructor(
    private readonly options: WebIdentityOptions,
    private readonly tokens: WebIdentityTokens = createTokens(options),
  ) {
    super();
  }

  override sourceFor(connection: BedrockConnection): CredentialsSource {
    return new RoleCredentialsSource(createSessionOpener(connection, this.tokens, this.options.roleArn));
  }

  onApplicationShutdown(): void {
    this.tokens.close();
  }
}

function createTokens({ tokens, audience }: WebIdentityOptions): WebIdentityTokens {
  if (tokens.by === 'sts') return new StsWebIdentityTokens(new STSClient(OWN_PARTITION_CLIENT), audience);
  return new KmsWebIdentityTokens(new KMSClient(OWN_PARTITION_CLIENT), { ...tokens, audience });
}
