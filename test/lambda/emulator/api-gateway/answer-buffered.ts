import type { ServerResponse } from 'node:http';
import type { Invocation } from '../function/invocation.js';
import { readAnswerHead } from './answer-head.js';
import { GatewayError } from './gateway-error.js';
import { isBinary } from './proxy-event.js';
import { parseJsonObject } from './read-json.js';
import { readWhole } from './read-whole.js';
import type { WriteHead } from './write-head.js';

/** What decides whether a base64 body is decoded. */
export interface BinaryRules {
  readonly accept: string | undefined;
  readonly binaryMediaTypes: readonly string[];
}

/**
 * Sends an answer when all of it is there. A base64 body is decoded only when the client's first accepted type is a
 * binary one. Source: API Gateway developer guide, "Content type conversions".
 * @throws GatewayError, FunctionFailure or TimeLimitError; nothing was sent then
 */
export async function answerBuffered(
  response: ServerResponse,
  invocation: Invocation,
  limits: { readonly timeoutMs: number },
  { writeHead, ...rules }: BinaryRules & { readonly writeHead: WriteHead },
): Promise<void> {
  const answer = parseJsonObject((await readWhole(invocation, limits.timeoutMs)).toString('utf8'));
  if (answer === undefined) throw new GatewayError('INTEGRATION_FAILURE');
  const { body = '', isBase64Encoded = false } = answer;
  if (typeof body === 'object' && body !== null) throw new GatewayError('INTEGRATION_FAILURE');
  const isDecoded = isBase64Encoded === true && isBinary(rules.accept, rules.binaryMediaTypes);
  const bytes = Buffer.from(String(body ?? ''), isDecoded ? 'base64' : 'utf8');
  writeHead(response, readAnswerHead(answer), bytes.length);
  response.end(bytes);
}
