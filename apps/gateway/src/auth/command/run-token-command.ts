import type { SecretReader } from '@app/bedrock';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { issueToken } from '../issue-token.js';
import { readSigningKey } from '../keys/read-secret-keys.js';
import { explainFailure, type ExitCode } from './explain-failure.js';
import { readOptions } from './read-options.js';
import { GRANT_OPTIONS, toTokenGrant } from './to-token-grant.js';

/** What the command touches. */
export interface CommandSurroundings {
  readonly loadConfig: () => GatewayConfig;
  readonly createReader: () => SecretReader;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

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
    const options = readOptions(args, GRANT_OPTIONS);
    around.writeOut(options.has('help') ? HELP : `${await signedToken(options, around)}\n`);
    return 0;
  } catch (error) {
    const [exitCode, line] = explainFailure(error);
    around.writeError(`token: ${line}\n`);
    return exitCode;
  }
}

type GrantOptions = Parameters<typeof toTokenGrant>[0];

async function signedToken(options: GrantOptions, { loadConfig, createReader }: CommandSurroundings): Promise<string> {
  const { tokens, dataClasses } = loadConfig();
  const grant = toTokenGrant(options, { dataClasses, maxLifetimeSeconds: tokens.maxLifetimeSeconds });
  const source = { reader: createReader(), secretId: tokens.secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
  const key = await readSigningKey(source, AbortSignal.timeout(SECRET_TIMEOUT_MS));
  return await issueToken(grant, key, { ...tokens, issuedAtEpochMs: Date.now() });
}
