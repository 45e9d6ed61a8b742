import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** What the gateway can be asked by, its `OPTIONS` aside. */
const METHODS = 'GET, POST';

/** What callers send: the gateway's own, and what AWS's SDKs put beside it in a browser. */
const REQUEST_HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'X-Data-Classification',
  'X-Request-ID',
  'X-Request-Timeout-Ms',
  'X-Routing-Fallback',
  'X-Routing-Method',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'x-amz-user-agent',
  'x-amzn-bedrock-guardrailidentifier',
  'x-amzn-bedrock-guardrailversion',
  'x-amzn-bedrock-performanceconfig-latency',
  'x-amzn-bedrock-service-tier',
  'x-amzn-bedrock-trace',
].join(', ');

/** What scripts get to see of an answer beyond what every browser shows. */
const ANSWER_HEADERS = [
  'Retry-After',
  'WWW-Authenticate',
  'X-Client-Request-ID',
  'X-Destination-Partition',
  'X-Inference-Profile',
  'X-Request-ID',
  'X-Routing-Attempts',
  'X-Routing-Method',
  'X-Source-Partition',
  'X-Upstream-Request-ID',
  'x-amzn-bedrock-cache-read-input-token-count',
  'x-amzn-bedrock-cache-write-input-token-count',
  'x-amzn-bedrock-input-token-count',
  'x-amzn-bedrock-invocation-latency',
  'x-amzn-bedrock-output-token-count',
  'x-amzn-errortype',
  'x-amzn-requestid',
].join(', ');

/** Browsers ask again after this time. Chromium keeps no answer for longer than two hours. */
const MAX_AGE_SECONDS = '600';

/**
 * Lets scripts of these origins read answers, and answers the question that browsers ask before they send. Origins are
 * compared as they stand and never echoed otherwise; credentials of the browser (cookies, certificates) are never
 * allowed. A question is no request: it needs no token, and leaves no record.
 *
 * To be used behind `openExchange`, in front of everything that refuses: pages are to see why.
 * Source: WHATWG Fetch, "CORS protocol".
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const allowed: ReadonlySet<string> = new Set(origins);
  return (request: Request, response: Response, next: NextFunction): void => {
    // For caches in between: the answer to one origin is none for another.
    response.vary('Origin');
    const origin = request.get('origin');
    if (origin === undefined || !allowed.has(origin)) return next();
    response.setHeader('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS' || request.get('access-control-request-method') === undefined) {
      response.setHeader('Access-Control-Expose-Headers', ANSWER_HEADERS);
      return next();
    }
    response.setHeader('Access-Control-Allow-Methods', METHODS);
    response.setHeader('Access-Control-Allow-Headers', REQUEST_HEADERS);
    response.setHeader('Access-Control-Max-Age', MAX_AGE_SECONDS);
    response.status(204).end();
  };
}
