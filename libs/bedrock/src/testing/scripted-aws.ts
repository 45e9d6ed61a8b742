import type { IncomingMessage } from 'node:http';
import { readBody, startHttpServer, type LoopbackServer } from './loopback-server.js';

/** A request to a service of AWS, as it came. */
export interface AwsRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the service says: a status, and a body in its own form. */
export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
}

/** A service of AWS on the loopback address that remembers what it was asked. */
export interface ScriptedAws extends LoopbackServer {
  readonly asked: readonly AwsRequest[];
}

/** Starts one that answers each request as `answer` says. */
export async function startAws(answer: (request: AwsRequest) => AwsAnswer): Promise<ScriptedAws> {
  const asked: AwsRequest[] = [];
  const server = await startHttpServer(async (request, response) => {
    const seen = { headers: request.headers, body: (await readBody(request)).toString('utf8') };
    asked.push(seen);
    const { status, body } = answer(seen);
    response.writeHead(status).end(body);
  });
  return Object.assign(server, { asked });
}

/** What an SDK client has to be told to use such a service, and nothing else. */
export interface LoopbackClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A client's settings for such a service. */
export function clientOf({ origin }: LoopbackServer): LoopbackClientSettings {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  return { endpoint: origin, region: 'us-gov-west-1', maxAttempts: 1, credentials };
}
