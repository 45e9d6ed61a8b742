import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Refuse } from '../exchange/count-in-flight.js';
import { MAX_HEADER_BYTES } from '../listener/limit-server.js';
import { HeadTooLargeError, RequestInvalidError } from '../problems/errors.js';

/** What the head of a request may have. Bedrock's clients send about 20 headers, and behind API Gateway 20 more come. */
export const MAX_HEADER_COUNT = 100;

/** Room for the longest model id there is, every byte of it percent-encoded, and for a page token. */
export const MAX_URL_BYTES = 8_192;

/**
 * Refuses heads that are over a limit, or about which two servers may not agree, before anybody is asked for a token. It
 * stands behind `openExchange` and has a refusal written by itself, as `countInFlight` has. How many bytes a head may have
 * in all the server sees to as they come; what comes as an event has passed no server.
 */
export function checkHead(refuse: Refuse): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const problem = problemOfHead(request);
    if (problem) refuse(problem, request, response);
    else next();
  };
}

function problemOfHead({ originalUrl, rawHeaders, httpVersion }: Request): Error | undefined {
  if (rawHeaders.length > 2 * MAX_HEADER_COUNT) return new HeadTooLargeError('maxHeaderCount', MAX_HEADER_COUNT);
  // Node hands all of it over as Latin-1: a character is a byte.
  if (originalUrl.length > MAX_URL_BYTES) return new HeadTooLargeError('maxUrlBytes', MAX_URL_BYTES);
  const bytes = rawHeaders.reduce((sum, { length }) => sum + length, originalUrl.length);
  if (bytes > MAX_HEADER_BYTES) return new HeadTooLargeError('maxHeaderBytes', MAX_HEADER_BYTES);
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  // Source: RFC 9112, section 3.2.
  if (hosts > 1) return new RequestInvalidError({ Host: 'is given more than once' });
  return hosts === 0 && httpVersion === '1.1' ? new RequestInvalidError({ Host: 'is missing' }) : undefined;
}
