import { randomUUID } from 'node:crypto';
import { TrafficStore, type StoredSplit } from '@app/audit';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { MovableClock } from '../support/movable-clock.js';
import type { Flip } from './ask.js';
import { SECRET_WITH_ENDPOINT, TRAFFIC_TABLE } from './start-deployment.js';

const COMMERCIAL_SECRET = 'cross-partition-commercial-creds';

/** Everything that an operator, or fate, changes while requests are at work. */
export class Switchboard {
  readonly #traffic: TrafficStore;
  #splits: readonly StoredSplit[] | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly clock: MovableClock,
    private readonly internetUrl: string,
  ) {
    const endpoint = sandbox.urls.dynamodb;
    this.#traffic = new TrafficStore({ tableName: TRAFFIC_TABLE, endpoint, createTableIfMissing: true });
  }

  close(): void {
    this.#traffic.close();
  }

  /** Splits that operators change between from now on; the first one is in force at once. */
  async trafficOf(splits: readonly StoredSplit[] | undefined): Promise<void> {
    this.#splits = splits;
    await this.#shift(0);
  }

  /** Resolves when the change is in force. */
  async flip(flip: Flip): Promise<void> {
    switch (flip.kind) {
      case 'fault':
        return this.sandbox.faults.set(flip.route, flip.fault);
      case 'healed':
        return this.sandbox.faults.clear();
      case 'later':
        return this.clock.advance(flip.ms);
      case 'traffic':
        return this.#shift(flip.choice);
      case 'new-access-key':
        return this.useAccessKey();
      case 'new-api-key':
        return this.sandbox.rotateSecret(COMMERCIAL_SECRET);
      case 'new-token-secret':
        return this.sandbox.rotateSecret('bearer-token-secret');
    }
  }

  /** An access key that names an endpoint of its own, in the internet; Bedrock knows no other key from then on. */
  async useAccessKey(): Promise<void> {
    const accessKey = { accessKeyId: `AKIA${randomUUID()}`, secretAccessKey: randomUUID() };
    this.sandbox.acceptCredentials({ accessKey });
    const secret = JSON.stringify({
      access_key_id: accessKey.accessKeyId,
      secret_access_key: accessKey.secretAccessKey,
      bedrock_endpoint: this.internetUrl,
    });
    await this.sandbox.putSecret(SECRET_WITH_ENDPOINT, secret);
    await this.sandbox.putSecret(COMMERCIAL_SECRET, secret);
  }

  /** The gateway looks after five seconds, so it is made to look. Two shifts at a time: one of them is in force. */
  async #shift(choice: number): Promise<void> {
    const split = this.#splits?.[choice % this.#splits.length];
    if (split === undefined) return;
    const signal = AbortSignal.timeout(10_000);
    const before = Number((await this.#traffic.read(signal))?.['version'] ?? 0);
    const change = { version: before + 1, changedAt: new Date().toISOString(), changedBy: 'anybody' };
    await this.#traffic.write({ ...split, ...change }, before === 0 ? undefined : before, signal);
    this.clock.advance(5_001);
  }
}
