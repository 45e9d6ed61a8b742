import { AuditError } from '@app/audit';
import { BedrockError } from '@app/bedrock';
import { AuthError } from '../../auth/errors.js';
import { explainErrno } from './explain-errno.js';

/** Why AWS did not do what it was asked, and what to do about it; nothing of what it said. */
export interface AwsFailure {
  readonly words: string;
  readonly next: string;
}

const RUNBOOK = 'docs/operations.md';
const WHOSE: AwsFailure = {
  words: 'AWS does not know these credentials: they are of another partition, or gone',
  next: 'use credentials of GovCloud (arn:aws-us-gov:...), with AWS_REGION a us-gov-* region',
};
const ENDED: AwsFailure = { words: 'the credentials of AWS have expired', next: 'sign in to AWS again' };
const DENIED: AwsFailure = {
  words: 'AWS denies access',
  next: 'ask for the permissions of operators in infra/govcloud, or use another role',
};

/** By the `name` of the SDK's errors. Source: "Common errors" in the API references of STS, Secrets Manager, DynamoDB. */
const BY_NAME: ReadonlyMap<string, AwsFailure> = new Map([
  [
    'CredentialsProviderError',
    { words: 'there are no credentials of AWS', next: 'sign in to AWS, or set AWS_PROFILE or AWS_ACCESS_KEY_ID' },
  ],
  ['UnrecognizedClientException', WHOSE],
  ['InvalidClientTokenId', WHOSE],
  ['InvalidSignatureException', WHOSE],
  ['ExpiredTokenException', ENDED],
  ['ExpiredToken', ENDED],
  ['AccessDeniedException', DENIED],
  ['ThrottlingException', { words: 'AWS throttles it', next: 'wait, then try again' }],
  ['ProvisionedThroughputExceededException', { words: 'AWS throttles it', next: 'wait, then try again' }],
  ['InternalServiceError', { words: 'AWS answers with an error of its own', next: 'see the AWS health dashboard' }],
  ['InternalServerError', { words: 'AWS answers with an error of its own', next: 'see the AWS health dashboard' }],
  ['TimeoutError', { words: 'AWS does not answer in time', next: 'check the way there: ctl doctor' }],
]);

/** By the fixed word of an error of ours. */
const BY_REASON: ReadonlyMap<string, AwsFailure> = new Map([
  ['no-such-secret', { words: 'there is no such secret', next: 'check its name, AWS_REGION, and the account' }],
  ['malformed', { words: 'the secret does not hold a signing key', next: 'ctl secrets put token' }],
  ['too-short', { words: 'the secret is shorter than 32 bytes', next: 'ctl secrets put token' }],
  [
    'table-missing',
    { words: 'there is no such table', next: 'check GATEWAY_AUDIT_TABLE, AWS_REGION, and the account' },
  ],
  ['no-credentials', { words: 'there are no credentials of AWS', next: 'sign in to AWS, or set AWS_PROFILE' }],
  ['throttled', { words: 'AWS throttles it', next: `${RUNBOOK}#audit-store-down` }],
  ['denied', DENIED],
  ['store-fault', { words: 'AWS answers with an error of its own', next: `${RUNBOOK}#audit-store-down` }],
  ['timeout', { words: 'AWS does not answer in time', next: 'check the way there: ctl doctor' }],
  ['unreachable', { words: 'it cannot be reached', next: 'check the way there: ctl doctor' }],
]);

/**
 * What a failure of Secrets Manager or DynamoDB means: what the SDK calls it first, as that says most, then what we do.
 *
 * @throws what is no failure of theirs: a defect.
 */
export function explainAwsFailure(error: unknown): AwsFailure {
  const chain = [...causesOf(error)];
  for (const { name } of chain.toReversed()) {
    const known = BY_NAME.get(name);
    if (known) return known;
  }
  for (const link of chain.toReversed()) {
    const errno = explainErrno(link);
    if (errno !== undefined)
      return { words: errno, next: 'check the address, the network, and the endpoint variables' };
  }
  for (const link of chain.toReversed()) {
    const known = 'reason' in link && typeof link.reason === 'string' ? BY_REASON.get(link.reason) : undefined;
    if (known) return known;
  }
  if ([AuditError, AuthError, BedrockError].some((family) => error instanceof family)) {
    return { words: (error as Error).message, next: 'docs/configuration.md' };
  }
  throw error;
}

function* causesOf(error: unknown): Generator<Error> {
  let link = error;
  for (let depth = 0; depth < 8 && link instanceof Error; depth += 1) {
    yield link;
    if (link instanceof AggregateError) yield* link.errors.filter((one) => one instanceof Error);
    link = link.cause;
  }
}
