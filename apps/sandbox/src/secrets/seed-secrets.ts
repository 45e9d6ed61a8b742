import { randomBytes } from 'node:crypto';
import { isJsonObject, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { createSecret } from './secret-operations.js';
import type { SecretsAccount } from './secret-operations.js';
import type { SecretState } from './secret-state.js';

/** The name of the secret that signs the gateway's tokens. */
export const tokenSecretName = 'bearer-token-secret';
/** The name of the secret that holds the commercial credentials. */
export const commercialSecretName = 'cross-partition-commercial-creds';

/** Secrets by name, each as its string. */
export type SecretStrings = Readonly<Record<string, string>>;

/** A key in the form of Bedrock's long-term keys, that opens nothing but the sandbox. */
export function newBedrockApiKey(): string {
  const text = `BedrockAPIKey-sandbox-at-123456789012:${randomBytes(32).toString('base64')}`;
  return `ABSK${Buffer.from(text).toString('base64')}`;
}

/** The value of the token secret: fresh random bytes under the given key id. */
export function newTokenSecret(kid: string): string {
  return JSON.stringify({ secret: randomBytes(32).toString('hex'), kid });
}

/** The value of the commercial secret around a Bedrock API key. */
export function commercialSecret(bedrockApiKey: string): string {
  return JSON.stringify({ bedrock_api_key: bedrockApiKey, region: 'us-east-1' });
}

/** The key in a commercial secret; undefined when the secret has another of the shapes that are allowed. */
export function bedrockApiKeyIn(secretString: string): string | undefined {
  try {
    const value: unknown = JSON.parse(secretString);
    return isJsonObject(value) ? textAt(value, 'bedrock_api_key') : undefined;
  } catch {
    return undefined;
  }
}

/** The state that a sandbox begins with: the two secrets the gateway needs, and those given, which win. */
export function seedSecrets(given: SecretStrings, account: SecretsAccount): SecretState {
  const seeds: SecretStrings = {
    [tokenSecretName]: newTokenSecret('sandbox-1'),
    [commercialSecretName]: commercialSecret(newBedrockApiKey()),
    ...given,
  };
  const create = (state: SecretState, input: JsonObject): SecretState => createSecret(state, input, account)[0];
  return Object.entries(seeds)
    .map(([name, secretString]) => ({ Name: name, SecretString: secretString }))
    .reduce<SecretState>(create, {});
}
