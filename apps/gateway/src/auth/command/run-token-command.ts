import { BedrockError, type SecretReader } from '@app/bedrock';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { TokenKeysUnavailableError } from '../errors.js';
import { issueToken } from '../issue-token.js';
import { readSigningKey } from '../keys/read-secret-keys.js';
import { readOptions, type Options } from './read-options.js';
import { toTokenGrant } from './to-token-grant.js';
import { TokenArgumentError } from './token-argument.error.js';

/** What the command touches. */
export interface CommandSurroundings {
  readonly loadConfig: () => GatewayConfig;
  readonly createReader: () => SecretReader;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** 0: done. 1: the environment is at fault. 2: the command line is. */
export type ExitCode = 0 | 1 | 2;

const HELP = `Prints a token for the gateway, signed with the secret that the environment points to.

  --sub NAME              who the token is for (required)
  --permissions a,b       default: all
  --routes a,b            internet, vpn; default: both
  --models glob,glob      globs over model ids; default: *
  --classifications a,b   data classes; default: all that are configured
  --tenant NAME           default: none
  --expires-in 15m        s, m or h; default: 1h, or the configured maximum if that is less
`;

/** Secrets Manager has this long to answer. */
const SECRET_TIMEOUT_MS = 10_000;

/** Runs the token command: one token and a line end on the output, or one line on the error output. */
export async function runTokenCommand(args: readonly string[], around: CommandSurroundings): Promise<ExitCode> {
  try {
    const options = readOptions(args);
    around.writeOut(options.has('help') ? HELP : `${await signedToken(options, around)}\n`);
    return 0;
  } catch (error) {
    const [exitCode, line] = explain(error);
    around.writeError(`token: ${line}\n`);
    return exitCode;
  }
}

async function signedToken(options: Options, { loadConfig, createReader }: CommandSurroundings): Promise<string> {
  const { tokens, dataClasses } = loadConfig();
  const grant = toTokenGrant(options, { dataClasses, maxLifetimeSeconds: tokens.maxLifetimeSeconds });
  const source = { reader: createReader(), secretId: tokens.secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
  const key = await readSigningKey(source, AbortSignal.timeout(SECRET_TIMEOUT_MS));
  return await issueToken(grant, key, { ...tokens, issuedAtEpochMs: Date.now() });
}

/** Only errors of ours are explained, as only their messages are known to hold no values; others are defects and thrown. */
function explain(error: unknown): readonly [exitCode: 1 | 2, line: string] {
  if (error instanceof TokenArgumentError) return [2, error.message];
  if (error instanceof GatewayConfigError) return [1, error.message];
  if (!(error instanceof TokenKeysUnavailableError)) throw error;
  return [1, `${error.message}${causeOf(error)}`];
}

function causeOf({ cause }: TokenKeysUnavailableError): string {
  if (cause instanceof BedrockError) return ` (${cause.message})`;
  return cause instanceof Error ? ` (${cause.name})` : '';
}
