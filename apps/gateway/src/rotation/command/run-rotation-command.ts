import { BedrockError } from '@app/bedrock';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import type { RotationConfig } from '../../config/gateway-config.js';
import { describeRotationFailure } from '../describe-rotation-failure.js';
import { RotationError, RotationFailedError, RotationRefusedError } from '../errors.js';
import type { OpenRotation, Rotated, RotationFacts } from '../open-rotation.js';
import { readRotationArguments, type RotationArguments } from './read-rotation-arguments.js';
import { rotateOnce } from './rotate-once.js';
import { RotationArgumentError } from './rotation-argument.error.js';

/** What the command touches. */
export interface RotationSurroundings {
  readonly loadConfig: () => RotationConfig;
  readonly open: (which: Rotated, config: RotationConfig, facts: RotationFacts) => OpenRotation;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/**
 * 0: done; for a dry run, it could be done. 1: failed, and everything is as before. 2: the command line or the environment
 * is at fault. 3: failed on the way, and to be run again. 4: refused; nothing was changed.
 */
export type RotationExitCode = 0 | 1 | 2 | 3 | 4;

const HELP = `Rotates a secret of the gateway.

  npm run -s secrets:rotate -- token|bedrock-key [--dry-run] [--take-over] [--json]

  token        the secret that signs tokens
  bedrock-key  the Bedrock API key: makes a second one, tries it on every route, makes it current, deletes the first
  --dry-run    says what it would do, and changes nothing
  --take-over  also where another rotation began less than 30 minutes ago: to be said of one that is known to be dead
  --json       one line of JSON on the output

It reads the environment of the gateway. The key also needs GATEWAY_ROTATION_ADMIN_SECRET_ID and GATEWAY_ROTATION_USER_NAME.

Exit codes: 0: done, or, for a dry run, it could be done. 1: failed, and everything is as before. 2: the command line or
the environment is at fault. 3: failed on the way; what is current works, run it again. 4: refused, nothing was changed.
`;

/** Rotates, and says on the output what was done; what went wrong, on the error output. No secret is on either. */
export async function runRotationCommand(
  args: readonly string[],
  around: RotationSurroundings,
): Promise<RotationExitCode> {
  try {
    const wish = readRotationArguments(args);
    around.writeOut(wish ? await rotate(wish, around) : HELP);
    return 0;
  } catch (error) {
    const [exitCode, line] = explain(error);
    around.writeError(`secrets:rotate: ${line}\n`);
    return exitCode;
  }
}

async function rotate(wish: RotationArguments, { loadConfig, open }: RotationSurroundings): Promise<string> {
  const { which, isDryRun, takesOver, asJson } = wish;
  using opened = open(which, loadConfig(), { takesOver });
  const { secretId } = opened.rotation;
  if (isDryRun) {
    const plan = await opened.rotation.plan(AbortSignal.timeout(60_000));
    return asJson ? lineOf({ secretId, dryRun: true, plan }) : plan.map((step) => `would ${step}\n`).join('');
  }
  const versionId = await rotateOnce(opened);
  return asJson ? lineOf({ secretId, dryRun: false, versionId }) : `rotated: version ${versionId} is current\n`;
}

function lineOf(result: object): string {
  return `${JSON.stringify(result)}\n`;
}

/** Only errors of ours are explained, as only their messages are known to hold no values; others are defects and thrown. */
function explain(error: unknown): readonly [exitCode: Exclude<RotationExitCode, 0>, line: string] {
  if (error instanceof RotationArgumentError || error instanceof GatewayConfigError) return [2, error.message];
  if (error instanceof RotationRefusedError) return [4, error.message];
  if (!(error instanceof RotationError || error instanceof BedrockError)) throw error;
  const { outcome = 'unfinished' } = error instanceof RotationFailedError ? error : {};
  const words = Object.values(describeRotationFailure(error)).join(' ');
  return [outcome === 'rolled-back' ? 1 : 3, `${error.message} (${words})`];
}
