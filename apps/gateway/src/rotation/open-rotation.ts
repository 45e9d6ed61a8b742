import {
  SecretsManagerCredentialsSource,
  SecretsManagerSecretReader,
  SecretsManagerSecretVersions,
} from '@app/bedrock';
import { PeerTrials, ROUTES, type Route } from '@app/routing';
import { CLOCK_SKEW_SECONDS } from '../auth/check-claims.js';
import { GatewayConfigError } from '../config/gateway-config.error.js';
import type { RotationConfig } from '../config/gateway-config.js';
import { toRoutingOptions } from '../config/to-lib-options.js';
import { BedrockKeyRotation } from './bedrock-key/bedrock-key.rotation.js';
import { IamServiceCredentials } from './bedrock-key/iam-service.credentials.js';
import { RouteTrials, type TryOnRoute } from './bedrock-key/route-trials.js';
import { RotatedSecret } from './steps/rotated-secret.js';
import { LEASE_MS, RotationLease } from './steps/rotation-lease.js';
import type { SecretRotation } from './steps/secret-rotation.js';
import { TokenSecretRotation } from './token-secret/token-secret.rotation.js';
import { tryTokenSecret } from './token-secret/try-token-secret.js';
import { PendingTrial } from './trial/pending-trial.js';

/** What can be rotated. */
export const ROTATED = ['token', 'bedrock-key'] as const;
export type Rotated = (typeof ROTATED)[number];

/** A rotation with what it holds open. */
export interface OpenRotation extends Disposable {
  readonly rotation: SecretRotation;
  readonly secret: RotatedSecret;
  readonly lease: RotationLease;
}

/** What a rotation may be told beside the configuration. */
export interface RotationFacts {
  /** Also go on where another rotation has begun a moment ago: it is known to be dead. */
  readonly takesOver?: boolean;
  /** Waits between two tries of a new key. */
  readonly pause?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** The administrator's keys are asked for a few times in a rotation, and never kept for longer. */
const ADMIN_TTL_MS = 60_000;
const CLOCK = { nowEpochMs: (): number => Date.now() };

/**
 * Puts together the rotation of one secret. Asks AWS nothing yet.
 *
 * @throws {GatewayConfigError} if the configuration does not say how the Bedrock API key is rotated and tried.
 */
export function openRotation(which: Rotated, config: RotationConfig, facts: RotationFacts = {}): OpenRotation {
  using undo = new DisposableStack();
  const versions = undo.adopt(new SecretsManagerSecretVersions(), (opened) => opened.onApplicationShutdown());
  const { secretId } = { token: config.tokens, 'bedrock-key': config.bedrock }[which];
  const secret = new RotatedSecret(versions, secretId);
  const lease = new RotationLease(secret, { ...CLOCK, leaseMs: facts.takesOver === true ? 0 : LEASE_MS });
  const parts = { secret, lease, pause: facts.pause };
  const rotation = which === 'token' ? ofTokens(config, parts) : ofBedrockKey(config, parts, undo);
  const opened = undo.move();
  return { rotation, secret, lease, [Symbol.dispose]: () => opened.dispose() };
}

interface Parts {
  readonly secret: RotatedSecret;
  readonly lease: RotationLease;
  readonly pause: RotationFacts['pause'];
}

function ofTokens({ tokens }: RotationConfig, { secret, lease }: Parts): SecretRotation {
  const tryText = (text: string): Promise<void> => tryTokenSecret(text, tokens);
  const overlapMs = (tokens.maxLifetimeSeconds + CLOCK_SKEW_SECONDS) * 1_000;
  return new TokenSecretRotation(secret, lease, { ...CLOCK, tryText, overlapMs });
}

function ofBedrockKey(config: RotationConfig, { secret, lease, pause }: Parts, undo: DisposableStack): SecretRotation {
  const { adminSecretId, userName, iamEndpoint: endpoint, keyDays } = config.rotation;
  if (adminSecretId === undefined) throw missing('GATEWAY_ROTATION_ADMIN_SECRET_ID', 'is needed to make a key');
  if (userName === undefined) throw missing('GATEWAY_ROTATION_USER_NAME', 'is needed to make a key');
  const reader = undo.adopt(new SecretsManagerSecretReader(), (opened) => opened.onApplicationShutdown());
  const kept = { secretId: adminSecretId, ttlMs: ADMIN_TTL_MS, hardLimitMs: ADMIN_TTL_MS };
  const admin = new SecretsManagerCredentialsSource(reader, kept);
  const options = { userName, endpoint, ...(keyDays !== undefined && { keyDays }) };
  const credentials = undo.adopt(new IamServiceCredentials(options, admin), (opened) => opened.close());
  return new BedrockKeyRotation(secret, credentials, new RouteTrials(trialsFor(config, secret, undo), pause), lease);
}

/** The routes on which a key has to be taken, by the way that this process has. It is used when each has taken it. */
function trialsFor(config: RotationConfig, secret: RotatedSecret, undo: DisposableStack): Map<Route, TryOnRoute> {
  const { connections, peer } = toRoutingOptions(config);
  const direct = new PendingTrial(connections, secret.id, secret.versions);
  const existing = ROUTES.filter((route) => route === 'internet' || config.routes.vpn.runtimeEndpoint !== undefined);
  const routes = config.rotation.routes ?? existing;
  const trialOn = (route: Route): TryOnRoute => {
    if (connections[route]) return (pendingVersionId, signal) => direct.prove({ route, pendingVersionId }, signal);
    if (peer?.route !== route) throw missing('GATEWAY_PEER_FUNCTION', `is needed to try a key on the ${route} route`);
    const sibling = undo.adopt(new PeerTrials(peer.functionName), (opened) => opened.close());
    return (pendingVersionId, signal) => sibling.prove({ route, pendingVersionId }, signal);
  };
  return new Map(routes.map((route) => [route, trialOn(route)]));
}

function missing(name: string, reason: string): GatewayConfigError {
  return new GatewayConfigError([{ name, reason }]);
}
