import type { APIGatewayAuthorizerResult, Context } from 'aws-lambda';
import type { Caller } from '../auth/caller.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import { canReachAnything } from './can-reach-anything.js';
import { logAuthorization } from './log-authorization.js';
import { readEvent } from './read-event.js';
import { refusalOf } from './refusal.js';
import { requestFactsOf } from './request-facts.js';
import { stagePolicyFor } from './stage-policy.js';

/** What is needed of Lambda's own context. */
export type Invocation = Pick<Context, 'awsRequestId'>;

/** Decides whether API Gateway lets a request through, and writes a line to the log for each that it does not. */
export class Authorizer {
  constructor(private readonly verifier: TokenVerifier) {}

  /**
   * The policy for one event: `Allow`, or `Deny` for a genuine token that grants nothing.
   *
   * @param event as it came; nothing is taken for granted.
   * @throws {Error} `Unauthorized`, word for word, for no token or one that does not hold.
   * @throws {EventUnreadableError} for an event of another kind.
   * @throws {CannotDecideError} when there are no keys, or for a defect.
   */
  async authorize(event: unknown, { awsRequestId }: Invocation): Promise<APIGatewayAuthorizerResult> {
    const facts = { ...requestFactsOf(event), lambdaRequestId: awsRequestId };
    try {
      const { token, stageArn } = readEvent(event);
      return policyFor(await this.verifier.verify(token), stageArn, facts);
    } catch (error) {
      const { outcome, words, answer } = refusalOf(error);
      logAuthorization({ ...facts, outcome, ...words });
      throw answer;
    }
  }
}

function policyFor(caller: Caller, stageArn: string, facts: object): APIGatewayAuthorizerResult {
  if (canReachAnything(caller)) return stagePolicyFor(caller, stageArn, 'Allow');
  logAuthorization({ ...facts, outcome: 'refused', code: 'PERMISSION_DENIED', reason: 'nothing-granted' });
  return stagePolicyFor(caller, stageArn, 'Deny');
}
