import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { configure } from '@codegenie/serverless-express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Context } from 'aws-lambda';
import { attachInvocation, type Invocation } from '../exchange/invocation.js';
import { isOfThisHop } from './answer-prelude.js';
import { AnswerBrokenError } from './errors.js';
import { withHost, type ProxyRequest } from './proxy-event.js';

/** Media types whose bytes are UTF-8 text; all others go as base64. */
const TEXT = /^(?:text\/[\w.+-]+|application\/(?:json|javascript))[ \t]*(?:;|$)/i;

const ignore = (): void => undefined;
const SILENT = { info: ignore, debug: ignore, error: ignore, warn: ignore, verbose: ignore };

/** What the adapter hands over for an answer: the headers of `response`, as Node has them. */
interface AnswerParts {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Answers one request in one piece, in the shape that API Gateway or a load balancer takes from a proxy integration.
 *
 * @throws {AnswerBrokenError} if the answer broke off: a part of it is none.
 */
export async function answerInOnePiece(
  app: NestExpressApplication,
  request: ProxyRequest,
  invocation: Invocation,
): Promise<object> {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  const server: Server = app.getHttpServer();
  // As if the request had come in by a connection: what stands in front of the application sees it, too.
  const listener: RequestListener = (incoming, response) => void server.emit('request', incoming, response);
  const serve = configure<ProxyRequest, object>({
    app: listener,
    log: SILENT,
    // The adapter's own reading of events would take the text behind `{proxy+}` for the path.
    eventSourceName: 'AWS_API_GATEWAY_V1',
    eventSource: {
      getRequest: () => valuesOf(request),
      getResponse: (answer: AnswerParts) => toResult(answer, request),
    },
    binarySettings: { isBinary: ({ headers }: AnswerParts) => !TEXT.test(String(headers['content-type'])) },
    framework: {
      sendRequest: ({ request: incoming, response }: { request: IncomingMessage; response: ServerResponse }) => {
        keepHeadersApart(incoming, request);
        attachInvocation(incoming.socket, invocation);
        endLikeAConnection(response, () => reject(new AnswerBrokenError()));
        listener(incoming, response);
      },
    },
  });
  return Promise.race([Promise.resolve(serve(request, {} as Context, ignore)).then((result) => result ?? {}), broken]);
}

/** In the adapter's words; names in lower case, repeated headers joined. */
function valuesOf({ method, target, headers, body, sourceIp }: ProxyRequest): object {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`;
  }
  if (body.length > 0) joined['content-length'] = String(body.length);
  return { method, path: target, headers: joined, remoteAddress: sourceIp, body: body.length > 0 ? body : undefined };
}

/** The adapter joins repeated headers; which of them came more than once is for the guards to see. */
function keepHeadersApart(incoming: IncomingMessage, request: ProxyRequest): void {
  // Node reads the names and values once, when it is first asked, and by their number at the beginning.
  void incoming.headers;
  incoming.rawHeaders = withHost(request).flat();
}

/**
 * The adapter's response has no connection that could close, and what the application keeps for a request ends when its
 * connection does.
 */
function endLikeAConnection(response: ServerResponse, onBroken: () => void): void {
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    if (!response.writableFinished) onBroken();
    response.emit('close');
  };
  response.once('finish', () => process.nextTick(end));
  if (response.socket) response.socket.destroy = (): never => end() as never;
}

function toResult({ statusCode, headers, body, isBase64Encoded }: AnswerParts, { source }: ProxyRequest): object {
  const lists = Object.entries(headers)
    .filter(([name]) => !isOfThisHop(name.toLowerCase()))
    .map(([name, value]) => [name, [value].flat().map(String)] as const);
  const multiValueHeaders = Object.fromEntries(lists);
  // A load balancer takes the one or the other, as its target group is set up.
  const single = source === 'load-balancer' && Object.fromEntries(lists.map(([name, [value = '']]) => [name, value]));
  return { statusCode, multiValueHeaders, body, isBase64Encoded, ...(single && { headers: single }) };
}
