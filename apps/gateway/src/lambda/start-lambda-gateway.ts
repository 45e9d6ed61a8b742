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
    const explanation = explainStartFailure(error);
    // The runtime's own line goes by the console, and nothing that goes by the console is written.
    process.stderr.write(`${explanation}\n`);
    throw new StartFailedError(explanation);
  }
}
