import { parseArgs } from 'node:util';
import { signingKeyId } from '@app/bedrock';
import { isIssuer } from '../config/identity-config.js';
import { IdentityArgumentError } from './identity-argument.error.js';

/** What the documents are made of. */
export interface IdentityArguments {
  readonly issuer: string;
  /** At least one. */
  readonly keyIds: readonly string[];
}

const OPTIONS = {
  issuer: { type: 'string' },
  key: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws {IdentityArgumentError} for anything that is missing, unknown or of another form.
 */
export function readIdentityArguments(args: readonly string[]): IdentityArguments | undefined {
  const { issuer = '', key: keyIds = [], help } = parse(args);
  if (help) return undefined;
  if (!isIssuer(issuer)) throw new IdentityArgumentError('--issuer takes an https URL without a query');
  const areKeys = keyIds.length > 0 && keyIds.every((keyId) => signingKeyId(keyId) !== undefined);
  if (!areKeys) throw new IdentityArgumentError('--key takes the id or ARN of a KMS key, no alias');
  return { issuer, keyIds };
}

// Node's own complaints are paragraphs, and quote what they did not understand.
function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch {
    throw new IdentityArgumentError('takes --issuer URL and --key KEY, and nothing else');
  }
}
