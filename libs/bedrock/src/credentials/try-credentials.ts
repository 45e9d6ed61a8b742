import { BedrockConnection } from '../connection/bedrock-connection.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { BedrockCallError } from '../errors.js';
import { PROBE_REQUEST } from '../probe-request.js';
import { SignedHttpModelInvoker } from '../signed-http-model-invoker.js';
import type { BedrockCredentials } from './bedrock-credentials.js';
import { CredentialsSource } from './credentials-source.js';
import { parseCredentials } from './parse-credentials.js';

const TRY_TIMEOUT_MS = 10_000;

/**
 * What Bedrock says to the probe once it has let the caller in: there is no such model. Any other refusal, those of the
 * front door above all, may come before it has looked at the credentials. Source: Bedrock API reference, `CountTokens`.
 */
const SAID_TO_THE_ADMITTED: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'ValidationException']);

/**
 * Shows that Bedrock takes the credentials in a secret's text, over one connection: one call on a socket of its own,
 * free of charge. Stricter than `ModelInvoker.probe`, which also shows a route where other refusals do.
 *
 * @param secret the text, and the name or ARN of its secret.
 * @throws {BedrockCallError} of the kind that shows what is wrong; `denied` where Bedrock does not take them, now or ever.
 * @throws {CredentialsUnavailableError} if the text holds none.
 * @throws {ConnectionOptionsInvalidError} if the connection cannot be opened.
 */
export async function tryCredentials(
  secret: { readonly text: string; readonly secretId: string },
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<void> {
  const credentials = parseCredentials(secret.text, secret.secretId);
  const connection = new BedrockConnection(options);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]);
  try {
    const invoker = new SignedHttpModelInvoker(connection, new GivenCredentials(credentials));
    (await invoker.invoke(PROBE_REQUEST, limit)).body.destroy();
  } catch (error) {
    if (!isFromBehindTheDoor(error)) throw error;
  } finally {
    await connection.close();
  }
}

function isFromBehindTheDoor(error: unknown): boolean {
  return error instanceof BedrockCallError && SAID_TO_THE_ADMITTED.has(error.upstream?.type ?? '');
}

/** Credentials that were found elsewhere, and stay what they are. */
class GivenCredentials extends CredentialsSource {
  constructor(private readonly credentials: BedrockCredentials) {
    super();
  }

  override current(): Promise<BedrockCredentials> {
    return Promise.resolve(this.credentials);
  }

  override renew(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
