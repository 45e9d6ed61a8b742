import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveLambdaApi } from '../lambda-api/serve-lambda-api.js';
import { credentialsOf } from './environment-variables.js';
import { fitsPattern } from './fits-pattern.js';
import { functionNameIn, type FunctionDefinition, type FunctionPlace } from './function-definition.js';
import type { Invocation } from './invocation.js';
import { LambdaError } from './lambda-error.js';
import { LambdaFunction } from './lambda-function.js';

/** Longer payloads of a synchronous invocation are refused. Source: Lambda quotas, 6 MB. */
const MAX_PAYLOAD_BYTES = 6_291_456;

export interface LambdaOptions extends Partial<FunctionPlace> {
  readonly functions: readonly FunctionDefinition[];
  /** Callers besides the functions: an access key id and the functions, or patterns of them, that it may invoke. */
  readonly callers?: Readonly<Record<string, readonly string[]>>;
}

/** Lambda with its functions; disposing of it ends every process. */
export interface Lambda extends AsyncDisposable {
  /** Where the AWS SDK finds it. Functions have it in `AWS_ENDPOINT_URL_LAMBDA`. */
  readonly url: string;
  readonly place: FunctionPlace;
  /** What a test can see of a function, and do to it. @throws LambdaError `ResourceNotFoundException` */
  function(name: string): LambdaFunction;
  /**
   * Begins an invocation as AWS's own services do, past HTTP. With an ARN to invoke from, the function must let it.
   * @throws LambdaError `ResourceNotFoundException`, `AccessDeniedException`, `RequestTooLargeException` or
   * `TooManyRequestsException`
   */
  invoke(name: string, payload: string, sourceArn?: string): Invocation;
}

/**
 * Starts Lambda on this machine: functions under AWS's own runtime client, and the HTTP API by which they call one
 * another.
 *
 * @example
 * await using lambda = await startLambda({ functions: [{ name: 'hello', folder, handler: 'index.handler' }] });
 * const invocation = lambda.invoke('hello', '{}');
 * for await (const chunk of invocation.body()) received.push(chunk);
 */
export async function startLambda(options: LambdaOptions): Promise<Lambda> {
  const { region = 'us-gov-west-1', accountId = '123456789012', functions: definitions } = options;
  const place = { region, accountId };
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const functions = new Map(definitions.map((one) => [one.name, new LambdaFunction(one, place, url)]));
  const find = (name: string): LambdaFunction => {
    const found = functions.get(functionNameIn(name));
    if (found === undefined) throw new LambdaError('ResourceNotFoundException');
    return found;
  };
  const invoke = (name: string, payload: string, sourceArn?: string): Invocation => {
    if (sourceArn !== undefined) expectSource(find(name).definition, sourceArn);
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) throw new LambdaError('RequestTooLargeException');
    return find(name).invoke(payload);
  };
  server.on('request', serveLambdaApi({ invoke, permissions: permissionsOf(options) }));
  return {
    url,
    place,
    function: find,
    invoke,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...functions.values()].map((one) => one.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Source: Lambda developer guide, resource-based policies: `AWS:SourceArn` is compared as `ArnLike`. */
function expectSource({ invokableFrom = ['*'] }: FunctionDefinition, sourceArn: string): void {
  if (!invokableFrom.some((pattern) => fitsPattern(pattern, sourceArn))) throw new LambdaError('AccessDeniedException');
}

/** Which access key may invoke which functions. */
function permissionsOf({ functions, callers = {} }: LambdaOptions): ReadonlyMap<string, readonly string[]> {
  const roles = functions.map(
    ({ name, mayInvoke = [] }) => [credentialsOf(name).AWS_ACCESS_KEY_ID, mayInvoke] as const,
  );
  return new Map([...roles, ...Object.entries(callers)]);
}
