import { guardProcess } from './logs/guard-process.js';
import { serveRotation, type RotationHandler } from './rotation/function/serve-rotation.js';

guardProcess();

/** The Lambda function by which Secrets Manager rotates the secret that signs tokens. */
export const rotateTokenSecret = whenCalled('token');

/** The Lambda function by which Secrets Manager rotates the Bedrock API key. */
export const rotateBedrockKey = whenCalled('bedrock-key');

/** A function is one of the two, and its environment says nothing of the other. */
function whenCalled(which: 'token' | 'bedrock-key'): RotationHandler {
  let serve: RotationHandler | undefined;
  return async (event, context) => {
    serve ??= serveRotation(which);
    await serve(event, context);
  };
}
