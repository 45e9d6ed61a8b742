import { parseCredentials } from './parse-credentials.js';

/** A commercial secret that holds a Bedrock API key, and which of the IAM user's keys that is. */
export interface ApiKeySecret {
  readonly apiKey: string;
  readonly region?: string;
  /** IAM's id of the service-specific credential; absent where a person has put the key in. */
  readonly credentialId?: string;
}

/** Beside the key: who reads the secret for the key passes it over, as every field that is not known. */
const CREDENTIAL_ID = 'service_specific_credential_id';

/** Source: IAM API reference, `ServiceSpecificCredentialId`. */
const CREDENTIAL_ID_FORM = /^[A-Za-z0-9_]{20,128}$/;

/**
 * Reads the text of a commercial secret as a Bedrock API key, in every shape that `parseCredentials` takes.
 *
 * @returns undefined where it holds an access key.
 * @throws {CredentialsUnavailableError} as `parseCredentials`.
 */
export function readApiKeySecret(text: string, secretId: string): ApiKeySecret | undefined {
  const credentials = parseCredentials(text, secretId);
  if (credentials.kind !== 'api-key') return undefined;
  const { apiKey, region } = credentials;
  const credentialId = credentialIdIn(text);
  return { apiKey, ...(region !== undefined && { region }), ...(credentialId !== undefined && { credentialId }) };
}

/** The text of a secret: flat, under the names of today. */
export function writeApiKeySecret({ apiKey, region, credentialId }: ApiKeySecret): string {
  return JSON.stringify({ bedrock_api_key: apiKey, region, [CREDENTIAL_ID]: credentialId });
}

function credentialIdIn(text: string): string | undefined {
  const id = (JSON.parse(text) as Readonly<Record<string, unknown>>)[CREDENTIAL_ID];
  return typeof id === 'string' && CREDENTIAL_ID_FORM.test(id) ? id : undefined;
}
