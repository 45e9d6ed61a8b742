import { loadGatewayConfig } from '../config/gateway-config.js';
import { explainStartFailure } from '../explain-start-failure.js';
import { StartFailedError } from './errors.js';
import { LambdaGateway } from './lambda-gateway.js';

/**
 * Reads the environment and builds the application.
 *
 * @throws {StartFailedError} whatever went wrong: the runtime prints all of an error that ends a start.
 */
export async function startLambdaGateway(env?: NodeJS.ProcessEnv): Promise<LambdaGateway> {
  try {
    return await LambdaGateway.start(loadGatewayConfig(env));
  } catch (error) {
    throw new StartFailedError(explainStartFailure(error));
  }
}
