import type { Sandbox } from '../sandbox.js';
import type { AccessKey } from '../bedrock/verify-sigv4.js';
import { CommercialSts, type OpenedSession } from './commercial-sts.js';
import type { CommercialTrust } from './commercial-trust.js';
import { GovCloudSts } from './govcloud-sts.js';
import { IdentityListener, type IdentityFault, type IdentityService } from './identity-listener.js';
import { IssuedSessions } from './issued-sessions.js';
import { KmsStandIn, type GovCloudAccount } from './kms-stand-in.js';
import { SigningKey } from './signing-key.js';

/** The services around the gateway's identity; STS of the commercial partition is one per route. */
export const identityParts = ['kms', 'govcloudSts', 'internetSts', 'vpnSts'] as const;
export type IdentityPart = (typeof identityParts)[number];

/** How they are set up; everything has a default. */
export interface IdentityOptions {
  /** Whose signatures GovCloud's services know. */
  readonly keys?: readonly AccessKey[];
  /** What the commercial account believes, where it differs. */
  readonly trust?: Partial<CommercialTrust>;
  /** Of the commercial side: what tokens and sessions are judged by. */
  readonly nowEpochMs?: () => number;
  /** Of the GovCloud side: what signatures are judged by. */
  readonly govCloudNowEpochMs?: () => number;
}

/** Running stand-ins for KMS and STS. */
export interface Identity extends AsyncDisposable {
  readonly urls: Readonly<Record<IdentityPart, string>>;
  /** The key that KMS signs with; a caller may name it so. */
  readonly keyId: string;
  readonly trust: CommercialTrust;
  /** Sessions that STS opened by this route, the oldest first. */
  opened(route: 'internet' | 'vpn'): readonly OpenedSession[];
  /** Whole requests that a service has seen, refused ones included. */
  requests(part: IdentityPart): number;
  fail(part: IdentityPart, fault: IdentityFault): Promise<void>;
}

/** What the system of the tests signs with on the GovCloud side. */
const usualKeys: readonly AccessKey[] = [{ accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }];

/**
 * Starts KMS and STS of GovCloud, and STS of the commercial partition as each route reaches it. Sessions that they open
 * are taken by both Bedrock listeners of the sandbox until they end.
 *
 * @example
 * await using identity = await startIdentity(sandbox);
 * await identity.fail('internetSts', { fault: 'down' });
 */
export async function startIdentity(
  sandbox: Pick<Sandbox, 'acceptSessions'>,
  options: IdentityOptions = {},
): Promise<Identity> {
  const { nowEpochMs = Date.now, govCloudNowEpochMs = nowEpochMs, keys = usualKeys } = options;
  const account: GovCloudAccount = {
    region: 'us-gov-west-1',
    accountId: '123456789012',
    keys,
    nowEpochMs: govCloudNowEpochMs,
  };
  const [ownKey, stsKey] = await Promise.all([SigningKey.make(), SigningKey.make()]);
  const trust = trustOf([ownKey, stsKey], options.trust);
  const sessions = new IssuedSessions();
  sandbox.acceptSessions(sessions);
  const newSts = (): CommercialSts => new CommercialSts(trust, sessions, nowEpochMs);
  const sts = { internet: newSts(), vpn: newSts() };
  const listeners = listenersOf({
    kms: new KmsStandIn(ownKey, account),
    govcloudSts: new GovCloudSts(stsKey, account),
    internetSts: sts.internet,
    vpnSts: sts.vpn,
  });
  await Promise.all(identityParts.map((part) => listeners[part].listener.open()));
  return {
    urls: urlsOf(listeners),
    keyId: ownKey.id,
    trust,
    opened: (route) => sts[route].opened,
    requests: (part) => listeners[part].requests,
    fail: (part, fault) => listeners[part].fail(fault),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(identityParts.map((part) => listeners[part].listener.end()));
    },
  };
}

type Listeners = Readonly<Record<IdentityPart, IdentityListener>>;

function listenersOf(services: Readonly<Record<IdentityPart, IdentityService>>): Listeners {
  return {
    kms: new IdentityListener('KMS', services.kms),
    govcloudSts: new IdentityListener('STS of GovCloud', services.govcloudSts),
    internetSts: new IdentityListener('STS by the internet', services.internetSts),
    vpnSts: new IdentityListener('STS by the VPN', services.vpnSts),
  };
}

function urlsOf(listeners: Listeners): Identity['urls'] {
  const { kms, govcloudSts, internetSts, vpnSts } = listeners;
  return {
    kms: kms.listener.url,
    govcloudSts: govcloudSts.listener.url,
    internetSts: internetSts.listener.url,
    vpnSts: vpnSts.listener.url,
  };
}

function trustOf(keys: readonly SigningKey[], given: Partial<CommercialTrust> = {}): CommercialTrust {
  return {
    roleArn: 'arn:aws:iam::123456789012:role/gateway-bedrock',
    issuer: 'https://identity.example/gateway',
    audience: 'sts.amazonaws.com',
    subject: 'dual-routing-gateway',
    keys: new Map(keys.map((key) => [key.id, key.publicKey])),
    takesTokensOfSts: false,
    ...given,
  };
}
