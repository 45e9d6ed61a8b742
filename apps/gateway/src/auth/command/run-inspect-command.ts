import type { SecretReader } from '@app/bedrock';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { parseJsonObject } from '../../config/parse-json-object.js';
import { TokenRefusedError, type RefusalReason } from '../errors.js';
import { createTokenKeys } from '../keys/create-token-keys.js';
import { createRevocations } from '../revocation/create-revocations.js';
import { TokenVerifier } from '../token-verifier.js';
import { explainFailure, type ExitCode } from './explain-failure.js';
import { TokenArgumentError } from './token-argument.error.js';

/** What the command touches. */
export interface InspectSurroundings {
  readonly loadConfig: () => GatewayConfig;
  readonly createReader: () => SecretReader;
  /** All that comes on the input. */
  readonly readInput: () => Promise<string>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const HELP = `Says what a token holds, and what the gateway of this environment makes of it.

  TOKEN   the token; others on this machine can see it on the command line
  -       read it from the input instead

Exit code 0: valid. 3: refused, and the word says why. Claims of a refused token are what it claims, no more.
`;

/** Runs the command: a JSON document on the output, or one line on the error output. */
export async function runInspectCommand(args: readonly string[], around: InspectSurroundings): Promise<ExitCode> {
  try {
    const [word, ...others] = args;
    if (word === '--help' || word === '-h') {
      around.writeOut(HELP);
      return 0;
    }
    if (word === undefined || others.length > 0) throw new TokenArgumentError('command line', 'takes one token, or -');
    const token = word === '-' ? (await around.readInput()).trim() : word;
    const verdict = await judge(token, around);
    around.writeOut(`${plainAscii(JSON.stringify({ verdict, ...contentsOf(token) }, null, 2))}\n`);
    return verdict === 'valid' ? 0 : 3;
  } catch (error) {
    const [exitCode, line] = explainFailure(error);
    around.writeError(`token:inspect: ${line}\n`);
    return exitCode;
  }
}

/** By the verifier of the gateway itself, and the list of revoked tokens where there is one. */
async function judge(token: string, around: InspectSurroundings): Promise<'valid' | RefusalReason> {
  const config = around.loadConfig();
  const revocations = createRevocations(config);
  const keys = createTokenKeys(config.tokens, around.createReader());
  try {
    await new TokenVerifier(keys, config.tokens, Date.now, revocations).verify(token);
    return 'valid';
  } catch (error) {
    if (error instanceof TokenRefusedError) return error.reason;
    throw error;
  } finally {
    revocations.close();
  }
}

/** What can be read without any key; null for a part that is no JSON object. */
function contentsOf(token: string): object {
  const [header, claims] = token.split('.').map((part) => {
    const members = parseJsonObject(Buffer.from(part, 'base64url').toString('utf8'));
    return members ? Object.fromEntries(members) : null;
  });
  return { header, claims: claims ?? null };
}

/** A terminal must not act on what a token holds, nor turn its text around. */
function plainAscii(json: string): string {
  return json.replace(/[^\n\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
