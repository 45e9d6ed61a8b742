import { SecretsManagerSecretReader } from '@app/bedrock';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { AuthorizerError } from './authorizer/errors.js';
import { startAuthorizer } from './authorizer/start-authorizer.js';
import { loadAuthorizerConfig } from './config/gateway-config.js';
import { guardProcess } from './logs/guard-process.js';

guardProcess((error) => error instanceof AuthorizerError);

/**
 * The Lambda authorizer's entry. The signing secret is read while the function starts: one that cannot be read fails
 * the start, which the platform reports and tries again.
 */
const authorizer = await startAuthorizer(loadAuthorizerConfig().tokens, new SecretsManagerSecretReader());

/** Answers a REST API's authorizer of type REQUEST. Which words API Gateway understands is in `authorizer/errors.ts`. */
export async function handler(
  event: APIGatewayRequestAuthorizerEvent,
  context: Context,
): Promise<APIGatewayAuthorizerResult> {
  return await authorizer.authorize(event, context);
}
