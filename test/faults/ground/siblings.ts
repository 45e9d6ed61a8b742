import type { ServerResponse } from 'node:http';
import type { Context } from 'aws-lambda';
import type { LambdaGateway } from '../../../apps/gateway/src/lambda/lambda-gateway.js';
import { RuntimeStream } from '../../../apps/gateway/src/testing/runtime-stream.js';
import { begin, complete, payload, startLambda } from '../../support/loopback-lambda.js';

/** Functions behind a stand-in for Lambda's API, by their names. */
export interface Siblings extends AsyncDisposable {
  readonly functions: Map<string, LambdaGateway>;
}

const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;
const FUNCTION_NAME = /\/functions\/([^/]+)\/response-streaming-invocations/;

/**
 * Starts it with no function yet, and points the SDK there until `vi.unstubAllEnvs`. Functions answer with a stream, each
 * piece when the one before has left, and the last frame tells whether they failed: as Lambda does it.
 */
export async function startSiblings(): Promise<Siblings> {
  const functions = new Map<string, LambdaGateway>();
  const lambda = await startLambda(async (response, event, path) => {
    const sibling = functions.get(FUNCTION_NAME.exec(path)?.[1] ?? '');
    response.end(sibling === undefined ? complete('NoSuchFunction') : await invoke(sibling, event, begin(response)));
  });
  return { functions, [Symbol.asyncDispose]: () => lambda[Symbol.asyncDispose]() };
}

/** Returns the last frame. */
function invoke(sibling: LambdaGateway, event: string, response: ServerResponse): Promise<Buffer> {
  const pass = (chunk: Buffer, left: () => void): void => void response.write(payload(chunk), left);
  return sibling.stream(JSON.parse(event), new RuntimeStream(pass).stream, CONTEXT).then(
    () => complete(),
    () => complete('Unhandled'),
  );
}
