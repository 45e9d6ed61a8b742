import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { functionNameIn } from '../function/function-definition.js';
import { FunctionFailure } from '../function/function-failure.js';
import type { Invocation } from '../function/invocation.js';
import { LambdaError } from '../function/lambda-error.js';
import { authorizeCall } from './authorize-call.js';
import { invokeCompleteFrame, payloadChunkFrame } from './invoke-frames.js';

export interface LambdaApiBackend {
  invoke(name: string, payload: string): Invocation;
  readonly permissions: ReadonlyMap<string, readonly string[]>;
}

/** Source: @aws-sdk/client-lambda, operation schemas. */
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/u;
const INVOKE_STREAMED = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/u;

/** Lambda's HTTP API as far as the AWS SDK needs it to invoke functions. */
export function serveLambdaApi(backend: LambdaApiBackend): RequestListener {
  return (request, response) => {
    serve(request, response, backend).catch((error: unknown) => {
      if (error instanceof LambdaError && !response.headersSent) writeError(response, error);
      else response.destroy();
    });
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, backend: LambdaApiBackend): Promise<void> {
  const payload = await text(request);
  const { pathname } = new URL(request.url ?? '/', 'http://lambda');
  const [streamed, buffered] = [INVOKE_STREAMED.exec(pathname), INVOKE.exec(pathname)];
  const reference = (streamed ?? buffered)?.[1];
  if (request.method !== 'POST' || reference === undefined) throw new LambdaError('UnknownOperationException');
  const name = functionNameIn(decodeURIComponent(reference));
  authorizeCall(request, name, backend.permissions);
  const invocation = backend.invoke(name, payload === '' ? '{}' : expectJson(payload));
  await invocation.begun;
  response.setHeader('x-amzn-RequestId', invocation.requestId);
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  await (streamed === null ? writeWhole(response, invocation) : writeFrames(response, invocation));
}

/** A function's failure is an answer too: 200, and a header that says so. */
async function writeWhole(response: ServerResponse, invocation: Invocation): Promise<void> {
  const chunks: Buffer[] = [];
  response.setHeader('Content-Type', 'application/json');
  try {
    for await (const chunk of invocation.body()) chunks.push(chunk);
    response.end(Buffer.concat(chunks));
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    response.setHeader('X-Amz-Function-Error', 'Unhandled').end(error.payload);
  }
}

/** One frame for each piece as it comes; a caller that leaves does not end the function. */
async function writeFrames(response: ServerResponse, invocation: Invocation): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/vnd.amazon.eventstream' }).flushHeaders();
  try {
    for await (const chunk of invocation.body()) {
      if (response.closed) return;
      if (!response.write(payloadChunkFrame(chunk))) await drainedOrClosed(response);
    }
    response.end(invokeCompleteFrame());
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    response.end(invokeCompleteFrame(error));
  }
}

async function drainedOrClosed(response: ServerResponse): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  done.abort();
}

function expectJson(payload: string): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    throw new LambdaError('InvalidRequestContentException');
  }
}

function writeError(response: ServerResponse, error: LambdaError): void {
  const reason =
    error.code === 'TooManyRequestsException' ? { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' } : {};
  const body = { Type: 'User', message: error.message, Message: error.message, ...reason };
  response.writeHead(error.status, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': error.code });
  response.end(JSON.stringify(body));
}
