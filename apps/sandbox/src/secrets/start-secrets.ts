import { join } from 'node:path';
import type { FaultSwitchboard } from '../faults/fault-switchboard.js';
import { textAt } from '../json/json-object.js';
import { FileSecretsKeep } from './file-secrets-keep.js';
import { createSecret, describeSecret, getSecretValue, putSecretValue } from './secret-operations.js';
import type { SecretsAccount } from './secret-operations.js';
import {
  bedrockApiKeyIn,
  commercialSecret,
  commercialSecretName,
  newBedrockApiKey,
  newTokenSecret,
  seedSecrets,
  tokenSecretName,
} from './seed-secrets.js';
import type { SecretStrings } from './seed-secrets.js';
import { MemorySecretsKeep } from './secrets-keep.js';
import { SecretsProblem } from './secrets-problem.js';
import { SecretsStandIn } from './secrets-stand-in.js';

/** How the secrets begin. */
export interface SecretsSettings {
  readonly folder?: string;
  readonly seed: SecretStrings;
  readonly nowEpochMs: () => number;
}

/** The stand-in, and what an operator does with secrets, past HTTP and faults. */
export class SecretsDesk {
  private constructor(readonly standIn: SecretsStandIn) {}

  /**
   * Opens or creates the secrets; the listener is not open yet.
   * @throws SandboxError `secrets-unreadable`
   */
  static async open(settings: SecretsSettings, faults: FaultSwitchboard, port: number): Promise<SecretsDesk> {
    const { folder, seed, nowEpochMs } = settings;
    // GovCloud's side of the gateway: that is where its own secrets are.
    const account: SecretsAccount = { accountId: '123456789012', region: 'us-gov-west-1', nowEpochMs };
    const seeded = () => seedSecrets(seed, account);
    const keep =
      folder === undefined
        ? new MemorySecretsKeep(seeded())
        : await FileSecretsKeep.open(join(folder, 'secrets.json'), seeded);
    return new SecretsDesk(new SecretsStandIn(keep, account, faults, port));
  }

  /** The current value of a secret; undefined when there is none. */
  async read(name: string): Promise<string | undefined> {
    try {
      return textAt(await this.standIn.perform(getSecretValue, { SecretId: name }), 'SecretString');
    } catch (error) {
      if (error instanceof SecretsProblem) return undefined;
      throw error;
    }
  }

  /** Makes a value the current one and the one before it the previous; creates the secret when it is not there. */
  async put(name: string, secretString: string): Promise<void> {
    const exists = (await this.read(name)) !== undefined;
    if (exists) await this.standIn.perform(putSecretValue, { SecretId: name, SecretString: secretString });
    else await this.standIn.perform(createSecret, { Name: name, SecretString: secretString });
  }

  /**
   * Rotates one of the two seeded secrets to a fresh value of the same form.
   * @throws SecretsProblem when the secret does not exist
   */
  async rotate(name: typeof tokenSecretName | typeof commercialSecretName): Promise<void> {
    const { VersionIdsToStages } = await this.standIn.perform(describeSecret, { SecretId: name });
    const rotations = Object.keys(VersionIdsToStages as object).length;
    // Not the number of all rotations, as old versions are forgotten; unlike its neighbours is all a key id must be.
    const fresh: Record<typeof name, () => string> = {
      [tokenSecretName]: () => newTokenSecret(`sandbox-${rotations + 1}-${Date.now().toString(36)}`),
      [commercialSecretName]: () => commercialSecret(newBedrockApiKey()),
    };
    await this.put(name, fresh[name]());
  }

  /** The Bedrock API key that the commercial secret holds now; undefined when it holds something else. */
  async bedrockApiKey(): Promise<string | undefined> {
    return bedrockApiKeyIn((await this.read(commercialSecretName)) ?? '');
  }

  /** Stores a Bedrock API key unless it is already the current one. */
  async useBedrockApiKey(key: string): Promise<void> {
    if ((await this.bedrockApiKey()) !== key) await this.put(commercialSecretName, commercialSecret(key));
  }
}
