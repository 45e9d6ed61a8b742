import { onTestFinished } from 'vitest';
import { startIdentity, type Identity, type IdentityOptions } from '../../apps/sandbox/src/identity/start-identity.js';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { startGateway, type System } from '../support/system.js';

/** A system that calls Bedrock with sessions of a commercial role, under a clock that can be moved. */
export interface FederatedSystem {
  readonly system: System;
  readonly identity: Identity;
  readonly clock: MovableClock;
  readonly output: CapturedOutput;
}

/** What a test may want otherwise. */
export interface FederatedOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly identity?: Omit<IdentityOptions, 'nowEpochMs'>;
}

/** Starts one for the running test, and ends it with it. */
export async function beginFederated({ env = {}, ...options }: FederatedOptions = {}): Promise<FederatedSystem> {
  const output = captureOutput();
  onTestFinished(() => output[Symbol.dispose]());
  const clock = moveClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const sandbox = await startSandbox({ nowEpochMs: () => Date.now() });
  onTestFinished(() => sandbox.close());
  const identity = await startIdentity(sandbox, {
    ...options.identity,
    nowEpochMs: () => Date.now(),
    // The SDK's clients sign by a clock that nobody moves.
    govCloudNowEpochMs: () => new Date().getTime(),
  });
  onTestFinished(() => identity[Symbol.asyncDispose]());
  const system = await startGateway(sandbox, { env: { ...federatedEnvironment(identity), ...env } });
  onTestFinished(() => system[Symbol.asyncDispose]());
  return { system, identity, clock, output };
}

/** The variables that have a gateway use sessions of a role, by tokens that KMS signs. */
export function federatedEnvironment({ urls, keyId, trust }: Identity): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_KMS: urls.kms,
    AWS_ENDPOINT_URL_STS: urls.govcloudSts,
    GATEWAY_BEDROCK_ROLE_ARN: trust.roleArn,
    GATEWAY_WEB_IDENTITY_KMS_KEY_ID: keyId,
    GATEWAY_WEB_IDENTITY_ISSUER: trust.issuer,
    GATEWAY_INTERNET_STS_ENDPOINT: urls.internetSts,
    GATEWAY_VPN_STS_ENDPOINT: urls.vpnSts,
  };
}
