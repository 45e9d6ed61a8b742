import { parseEndpoint } from '../connection/parse-endpoint.js';
import { REGION_NAME } from '../connection/region-name.js';
import { CredentialsUnavailableError } from '../errors.js';
import type { BedrockCredentials } from './bedrock-credentials.js';

type Fields = Readonly<Record<string, unknown>>;

// Every name that a deployment has ever used, the current one first: docs/configuration, table "Secrets".
const API_KEY = ['bedrock_api_key', 'bedrock_bearer_token', 'bearer_token'];
const ACCESS_KEY_ID = ['access_key_id', 'aws_access_key_id', 'access_key'];
const SECRET_ACCESS_KEY = ['secret_access_key', 'aws_secret_access_key', 'secret_key'];
const SESSION_TOKEN = ['session_token', 'aws_session_token'];
const REGION = ['region', 'aws_region'];
const ENDPOINT = ['bedrock_endpoint', 'aws_bedrock_endpoint'];

// Visible ASCII: such a value can stand in a header and can neither end nor start one.
const HEADER_SAFE = /^[\x21-\x7e]{1,16384}$/;

/**
 * Reads the commercial credentials out of the text of their secret, in every shape that deployments have used.
 *
 * An API key wins over an access key, as it does in the AWS SDKs. Unknown fields are ignored.
 *
 * @param secretId name or ARN of the secret: the fields may be nested one level under its name.
 * @throws {CredentialsUnavailableError} that names the field at fault, never its value.
 */
export function parseCredentials(text: string, secretId: string): BedrockCredentials {
  const fields = unnest(parseObject(text), secretId);
  const region = readText(fields, REGION, REGION_NAME);
  const apiKey = readText(fields, API_KEY);
  if (apiKey !== undefined) return { kind: 'api-key', apiKey, ...given({ region }) };
  const accessKeyId = readText(fields, ACCESS_KEY_ID);
  const secretAccessKey = readText(fields, SECRET_ACCESS_KEY);
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    throw new CredentialsUnavailableError('the secret has neither bedrock_api_key nor access_key_id');
  }
  if (accessKeyId === undefined) throw new CredentialsUnavailableError('the secret has no access_key_id');
  if (secretAccessKey === undefined) throw new CredentialsUnavailableError('the secret has no secret_access_key');
  const optional = given({ sessionToken: readText(fields, SESSION_TOKEN), region, endpoint: readEndpoint(fields) });
  return { kind: 'access-key', accessKeyId, secretAccessKey, ...optional };
}

function unnest(fields: Fields, secretId: string): Fields {
  const nested = secretNames(secretId).map((name) => fields[name]);
  return nested.find(isObject) ?? fields;
}

// The last part of a secret's ARN is its name, a hyphen and six characters that Secrets Manager adds.
function secretNames(secretId: string): string[] {
  if (!secretId.startsWith('arn:')) return [secretId];
  const name = secretId.split(':').at(6) ?? '';
  return [name, name.replace(/-[A-Za-z0-9]{6}$/, '')];
}

// The parser's own error quotes the text, so it is not even kept as a cause.
function parseObject(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through: both are the same mistake.
  }
  throw new CredentialsUnavailableError('the secret is not a JSON object');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// An empty value counts as missing: it is what a form or a template leaves behind.
function readText(fields: Fields, names: readonly string[], shape = HEADER_SAFE): string | undefined {
  const name = names.find((candidate) => (fields[candidate] ?? '') !== '');
  if (name === undefined) return undefined;
  const value = fields[name];
  if (typeof value === 'string' && shape.test(value)) return value;
  throw new CredentialsUnavailableError(`the secret's field ${name} is not valid`);
}

function readEndpoint(fields: Fields): string | undefined {
  const text = readText(fields, ENDPOINT);
  if (text === undefined) return undefined;
  const url = parseEndpoint(text);
  if (url === undefined) throw new CredentialsUnavailableError("the secret's field bedrock_endpoint is not valid");
  return url.origin;
}

type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function given<Values extends Readonly<Record<string, string | undefined>>>(values: Values): Given<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>;
}
