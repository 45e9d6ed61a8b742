import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { MovableClock } from '../support/movable-clock.js';
import type { Flip } from './ask.js';
import { SECRET_WITH_ENDPOINT } from './start-deployment.js';

const COMMERCIAL_SECRET = 'cross-partition-commercial-creds';

/** Everything that an operator, or fate, changes while requests are at work. */
export class Switchboard {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly clock: MovableClock,
    private readonly internetUrl: string,
  ) {}

  /** Resolves when the change is in force. */
  async flip(flip: Flip): Promise<void> {
    switch (flip.kind) {
      case 'fault':
        return this.sandbox.faults.set(flip.route, flip.fault);
      case 'healed':
        return this.sandbox.faults.clear();
      case 'later':
        return this.clock.advance(flip.ms);
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
}
