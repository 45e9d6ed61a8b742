import { AuditError } from '@app/audit';
import { BedrockError } from '@app/bedrock';
import { GatewayConfigError } from '../../config/gateway-config.error.js';
import { TokenKeysUnavailableError, TokenRevocationsUnavailableError } from '../errors.js';
import { TokenArgumentError } from './token-argument.error.js';

/** 0: done. 1: the environment is at fault. 2: the command line is. 3: the token is refused. */
export type ExitCode = 0 | 1 | 2 | 3;

/**
 * What kept a command from being done, in one line. Only errors of ours are explained, as only their messages are known
 * to hold no values; others are defects and thrown.
 */
export function explainFailure(error: unknown): readonly [exitCode: ExitCode, line: string] {
  if (error instanceof TokenArgumentError) return [2, error.message];
  if (error instanceof GatewayConfigError || error instanceof AuditError) return [1, error.message];
  if (error instanceof TokenKeysUnavailableError || error instanceof TokenRevocationsUnavailableError) {
    return [1, `${error.message}${causeOf(error)}`];
  }
  throw error;
}

function causeOf({ cause }: Error): string {
  if (cause instanceof BedrockError || cause instanceof AuditError) return ` (${cause.message})`;
  return cause instanceof Error ? ` (${cause.name})` : '';
}
