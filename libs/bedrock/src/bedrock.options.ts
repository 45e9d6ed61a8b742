import type { WebIdentityOptions } from './credentials/web-identity/web-identity-options.js';

/** What the module needs to know. Endpoint and region of Secrets Manager are the AWS SDK's own settings. */
export interface BedrockOptions {
  /** Name or ARN of the secret with the commercial credentials. */
  readonly secretId: string;
  /** Age at which cached credentials are fetched again. Default: 5 minutes. */
  readonly credentialsTtlMs?: number;
  /** Age up to which cached credentials are used while they cannot be fetched. Default: 1 hour. */
  readonly credentialsHardLimitMs?: number;
  /** Short-lived sessions of a commercial role in place of the secret, which is not read then. Default: the secret. */
  readonly webIdentity?: WebIdentityOptions;
  /** Create application inference profiles for models that need one and have no system-defined one. Default: no. */
  readonly createInferenceProfiles?: boolean;
}
