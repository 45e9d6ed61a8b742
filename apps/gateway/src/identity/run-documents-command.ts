import { BedrockError, describeIssuer, type PublishedKey } from '@app/bedrock';
import { GatewayConfigError } from '../config/gateway-config.error.js';
import { IdentityArgumentError } from './identity-argument.error.js';
import { readIdentityArguments, type IdentityArguments } from './read-identity-arguments.js';

/** What the command touches. */
export interface DocumentsSurroundings {
  /** Checks the SDK's variables. @throws {GatewayConfigError} */
  readonly checkEnvironment: () => void;
  readonly readKey: (keyId: string, signal: AbortSignal) => Promise<PublishedKey>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const TIMEOUT_MS = 10_000;

const HELP = `Prints the two documents by which the commercial partition verifies the gateway's identity.

  npm run -s identity:documents -- --issuer URL --key KEY [--key KEY]

URL is what GATEWAY_WEB_IDENTITY_ISSUER says, KEY an id or ARN of a KMS key for signing, RSA; the key that
GATEWAY_WEB_IDENTITY_KMS_KEY_ID names, and while keys change the other one, too. The output is one JSON object: each member
is a document, and its name the path below URL. AWS_REGION and the SDK's other variables name the account.

Exit codes: 0: printed. 1: KMS does not give out a key. 2: the command line or the environment is at fault.
`;

/** Runs the command. Nothing it prints is secret. */
export async function runDocumentsCommand(args: readonly string[], around: DocumentsSurroundings): Promise<0 | 1 | 2> {
  try {
    const wanted = readIdentityArguments(args);
    if (wanted !== undefined) around.checkEnvironment();
    around.writeOut(wanted === undefined ? HELP : await makeDocuments(wanted, around));
    return 0;
  } catch (error) {
    const isOurs =
      error instanceof IdentityArgumentError || error instanceof GatewayConfigError || error instanceof BedrockError;
    if (!isOurs) throw error;
    around.writeError(`identity-documents: ${error.message}\n`);
    return error instanceof BedrockError ? 1 : 2;
  }
}

async function makeDocuments(
  { issuer, keyIds }: IdentityArguments,
  { readKey }: DocumentsSurroundings,
): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const documents = describeIssuer(issuer, await Promise.all(keyIds.map((keyId) => readKey(keyId, signal))));
  return `${JSON.stringify(documents, undefined, 2)}\n`;
}
