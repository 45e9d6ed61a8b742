import type { SecretVersions } from '@app/bedrock';
import { MemorySecretVersions } from '../../../../test/support/memory-secret-versions.js';
import { BedrockKeyRotation } from '../rotation/bedrock-key/bedrock-key.rotation.js';
import { RouteTrials } from '../rotation/bedrock-key/route-trials.js';
import {
  ServiceCredentials,
  type NewServiceCredential,
  type ServiceCredential,
} from '../rotation/bedrock-key/service-credentials.js';
import type { OpenRotation } from '../rotation/open-rotation.js';
import { IamCallError } from '../rotation/errors.js';
import { RotatedSecret } from '../rotation/steps/rotated-secret.js';
import { LEASE_MS, RotationLease } from '../rotation/steps/rotation-lease.js';

const NOW_EPOCH_MS = 1_800_000_000_000;

/** A key whose public part is `alias`, as IAM makes them. */
export const keyOf = (alias: string): string => `ABSK${Buffer.from(`${alias}:secret of ${alias}`).toString('base64')}`;

/** The keys of an IAM user in memory. */
export class MemoryCredentials extends ServiceCredentials {
  override readonly userName = 'bedrock-gateway';
  readonly keys = new Map<string, ServiceCredential>();
  private made = 0;

  constructor(private readonly nowEpochMs: () => number) {
    super();
    this.add('ACCA00000000000000001', 'one', 0);
  }

  add(id: string, alias: string, createdAtEpochMs = this.nowEpochMs()): void {
    this.keys.set(id, { id, alias, isActive: true, createdAtEpochMs });
  }

  /** Whether Bedrock would take a key now. */
  takes(apiKey: string): boolean {
    return [...this.keys.values()].some(({ alias = '', isActive }) => isActive && keyOf(alias) === apiKey);
  }

  override list(): Promise<readonly ServiceCredential[]> {
    return Promise.resolve([...this.keys.values()]);
  }

  override async create(): Promise<NewServiceCredential> {
    await Promise.resolve();
    if (this.keys.size >= 2) throw new IamCallError('no-room');
    this.made += 1;
    const id = `ACCAMADE0000000000${String(this.made).padStart(3, '0')}`;
    this.add(id, `made-${this.made}`);
    return { id, apiKey: keyOf(`made-${this.made}`) };
  }

  override async setActive(id: string, isActive: boolean): Promise<void> {
    await Promise.resolve();
    const key = this.keys.get(id);
    if (!key) throw new IamCallError('gone');
    this.keys.set(id, { ...key, isActive });
  }

  override async delete(id: string): Promise<void> {
    await Promise.resolve();
    this.keys.delete(id);
  }
}

/** Called around each call to AWS, with its name: what throws before keeps it from happening, and after loses its answer. */
export interface Meddler {
  before?(call: string): void;
  after?(call: string): void;
}

/** A secret with a Bedrock API key, its IAM user, and rotations of it, one process each. */
export class RotationWorld {
  nowEpochMs = NOW_EPOCH_MS;
  readonly versions = MemorySecretVersions.holding(
    JSON.stringify({ bedrock_api_key: keyOf('one'), region: 'us-east-1' }),
    NOW_EPOCH_MS - 86_400_000,
  );
  readonly credentials = new MemoryCredentials(() => this.nowEpochMs);
  /** Set: no route takes anything. */
  areRoutesDown = false;

  /** The key that gateways use. */
  get currentKey(): string {
    return this.keyAt('AWSCURRENT');
  }

  keyAt(stage: string): string {
    const { bedrock_api_key: key } = JSON.parse(this.versions.textAt(stage) ?? '{}') as Record<string, string>;
    return key ?? 'none';
  }

  /** A rotation as another process would run it. */
  process(meddler: Meddler = {}, { takesOver = false } = {}): OpenRotation {
    const versions = meddledWith<SecretVersions>(this.versions, meddler);
    const secret = new RotatedSecret(versions, 'creds');
    const facts = { nowEpochMs: () => this.nowEpochMs, leaseMs: takesOver ? 0 : LEASE_MS };
    const lease = new RotationLease(secret, facts);
    const credentials = meddledWith<ServiceCredentials>(this.credentials, meddler);
    const tryOnce = async (id: string): Promise<void> => {
      meddler.before?.('trial');
      const pending = await this.versions.read('creds', { id, stage: 'AWSPENDING' });
      const { bedrock_api_key: key = '' } = JSON.parse(pending?.text ?? '{}') as Record<string, string>;
      if (this.areRoutesDown || !this.credentials.takes(key)) throw new Error('Bedrock does not take it');
      meddler.after?.('trial');
    };
    const trials = new RouteTrials(
      new Map([
        ['internet', tryOnce],
        ['vpn', tryOnce],
      ]),
      () => Promise.resolve(),
    );
    const rotation = new BedrockKeyRotation(secret, credentials, trials, lease);
    return { rotation, lease, secret, [Symbol.dispose]: () => undefined };
  }
}

/** The same object, with somebody looking at each of its calls. */
function meddledWith<Target extends object>(target: Target, meddler: Meddler): Target {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        meddler.before?.(String(name));
        const answer: unknown = await Reflect.apply(member, object, args);
        meddler.after?.(String(name));
        return answer;
      };
    },
  });
}
