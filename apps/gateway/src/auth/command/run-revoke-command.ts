import { RevocationStore, type RevocationStoreOptions } from '@app/audit';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import type { GatewayConfig } from '../../config/gateway-config.js';
import { toRevocationOptions } from '../../config/to-lib-options.js';
import { explainFailure, type ExitCode } from './explain-failure.js';
import { readOptions } from './read-options.js';
import { REVOCATION_OPTIONS, toRevocation, type Revocation } from './to-revocation.js';

/** What the command touches. */
export interface RevokeSurroundings {
  readonly loadConfig: () => GatewayConfig;
  readonly nowEpochMs: () => number;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const HELP = `Revokes tokens, in the table that GATEWAY_REVOCATION_TABLE names. Every gateway heeds it within 30 seconds.

  --jti ID        the one token with this jti
  --sub NAME      all tokens of this subject that were issued before now
  --before TIME   with --sub: before this time instead, e.g. 2026-01-31T12:00:00Z

Nothing is ever taken back; the table forgets it when the tokens have ended.
`;

/** DynamoDB has this long to answer, and the sandbox to make the table. */
const WRITE_TIMEOUT_MS = 10_000;

/** Runs the command: one line of JSON on the output that says what was revoked, or one line on the error output. */
export async function runRevokeCommand(args: readonly string[], around: RevokeSurroundings): Promise<ExitCode> {
  try {
    const options = readOptions(args, REVOCATION_OPTIONS);
    if (options.has('help')) {
      around.writeOut(HELP);
      return 0;
    }
    const revocation = toRevocation(options, around.nowEpochMs());
    await write(revocation, optionsOf(around.loadConfig()));
    around.writeOut(`${describe(revocation)}\n`);
    return 0;
  } catch (error) {
    const [exitCode, line] = explainFailure(error);
    around.writeError(`token:revoke: ${line}\n`);
    return exitCode;
  }
}

function optionsOf(config: GatewayConfig): RevocationStoreOptions {
  const options = toRevocationOptions(config);
  if (options !== undefined) return options;
  throw new GatewayConfigError([{ name: 'GATEWAY_REVOCATION_TABLE', reason: 'is not set: no gateway would heed it' }]);
}

async function write(revocation: Revocation, options: RevocationStoreOptions): Promise<void> {
  const store = new RevocationStore(options);
  const signal = AbortSignal.timeout(WRITE_TIMEOUT_MS);
  const { goneAtEpochS } = revocation;
  try {
    if (revocation.kind === 'token') await store.revokeToken(revocation.tokenId, goneAtEpochS, signal);
    else await store.revokeSubject(revocation.subject, revocation.beforeEpochS, goneAtEpochS, signal);
  } finally {
    store.close();
  }
}

function describe(revocation: Revocation): string {
  const forgottenAfter = isoTime(revocation.goneAtEpochS);
  if (revocation.kind === 'token') return JSON.stringify({ revoked: { jti: revocation.tokenId }, forgottenAfter });
  const { subject: sub, beforeEpochS } = revocation;
  return JSON.stringify({ revoked: { sub, issuedBefore: isoTime(beforeEpochS) }, forgottenAfter });
}

function isoTime(epochS: number): string {
  return new Date(epochS * 1_000).toISOString();
}
