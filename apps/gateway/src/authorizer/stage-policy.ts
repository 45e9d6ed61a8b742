import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Caller } from '../auth/caller.js';
import { callerContextOf } from './caller-context.js';
import { principalIdOf } from './principal-id.js';

/**
 * The answer to API Gateway about a known caller: a policy over every method and path of the stage.
 *
 * API Gateway keeps it for the token, whichever path it was made for. A policy for one path would be wrong for the
 * next one; so paths, permissions, routes and models are left to the guards.
 */
export function stagePolicyFor(caller: Caller, stageArn: string, effect: 'Allow' | 'Deny'): APIGatewayAuthorizerResult {
  return {
    principalId: principalIdOf(caller.subject),
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${stageArn}/*` }],
    },
    context: callerContextOf(caller),
  };
}
