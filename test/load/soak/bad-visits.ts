import { expect } from 'vitest';
import { readServerSentEvents } from '../../support/read-sse.js';
import { readToTheEnd } from '../../support/read-stream-chunks.js';
import { echoOf } from '../echo.js';
import { FRAMES, seen, seenBy, send, SSE, type Visit, type Visitor } from './visit.js';

/** Sends what is no envelope. */
export const malformed: Visit = async (visitor) => {
  const response = await send(visitor, '/bedrock/invoke', { body: `{"modelId":"${visitor.nonce}"` });
  await expectProblem(response, 400, 'ValidationException');
  return seen(response, visitor, 'refused');
};

/** Has no token: nobody is on record for that. */
export const unknown: Visit = async (visitor) => {
  const body = echoOf(visitor.nonce).envelope;
  const response = await send({ ...visitor, token: `not-a-token-${visitor.nonce}` }, '/bedrock/invoke', { body });
  await expectProblem(response, 401, 'UnauthorizedException');
  return undefined;
};

/** Has a token that does not grant it. */
export const forbidden: Visit = async (visitor) => {
  const body = echoOf(visitor.nonce).envelope;
  const response = await send({ ...visitor, token: visitor.poorToken }, '/bedrock/invoke-stream', { body });
  await expectProblem(response, 403, 'AccessDeniedException');
  return seen(response, visitor, 'refused');
};

/** So long a question that nobody can have had all of the answer before he left. */
const ENDLESS = ' and so on'.repeat(300);

/** Reads the beginning of a stream that would go on, and leaves. */
export const leave: Visit = async (visitor) => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const body = echoOf(visitor.nonce + ENDLESS).envelope;
  const response = await send(visitor, '/bedrock/invoke-stream', { body, signal });
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value).toBeDefined();
  leaving.abort();
  return seenBy(response.headers.get('x-request-id'), visitor.nonce, { outcome: 'client-gone', statusCode: 499 });
};

/** Names the one route that is down. Whether it was tried, or its breaker was open, the headers say. */
export const nameDeadRoute: Visit = async (visitor) => {
  const body = echoOf(visitor.nonce).envelope;
  const response = await send({ ...visitor, prefix: '/internet' }, '/bedrock/invoke', { body });
  const isTried = response.headers.has('x-routing-attempts');
  if (response.status === 502) await expectProblem(response, 502, 'UpstreamException');
  else await expectProblem(response, 503, 'RouteUnavailableException');
  return seen(response, visitor, isTried ? 'failed' : 'refused');
};

/** Leaves the choice of the route to the gateway, while one is down. */
export const fallBack: Visit = async (visitor) => {
  const { envelope, text } = echoOf(visitor.nonce);
  const response = await send({ ...visitor, prefix: '' }, '/bedrock/invoke', { body: envelope });
  expect({ status: response.status, answer: await response.json() }).toMatchObject({
    status: 200,
    answer: { content: [{ text }] },
  });
  expect(response.headers.get('x-routing-method')).toBe('vpn');
  return seen(response, visitor, 'complete');
};

/** Asks while Bedrock throttles, which is the account's business and not the route's. */
export const throttled: Visit = async (visitor) => {
  const body = echoOf(visitor.nonce).envelope;
  const response = await send({ ...visitor, prefix: '/v1' }, '/bedrock/invoke', { body });
  await expectProblem(response, 429, 'ThrottlingException');
  return seen(response, visitor, 'failed');
};

/** Reads a stream that is cut: an event says so, or the connection breaks. */
export const cutEvents: Visit = async (visitor) => {
  const { response, bytes, isWhole } = await readCut(visitor, SSE);
  const last = readServerSentEvents(bytes.toString('utf8')).at(-1);
  expect({ isWhole, event: last?.event }).toEqual({ isWhole: true, event: 'error' });
  return seen(response, visitor, 'partial');
};

/** The same of frames, which have no such event. */
export const cutFrames: Visit = async (visitor) => {
  const { response, isWhole } = await readCut(visitor, FRAMES);
  expect(isWhole).toBe(false);
  return seen(response, visitor, 'partial');
};

async function readCut(
  visitor: Visitor,
  accept: string,
): Promise<{ readonly response: Response; readonly bytes: Buffer; readonly isWhole: boolean }> {
  const body = echoOf(visitor.nonce).envelope;
  const response = await send({ ...visitor, prefix: '/internet' }, '/bedrock/invoke-stream', { body, accept });
  expect(response.status).toBe(200);
  return { response, ...(await readToTheEnd(response)) };
}

async function expectProblem(response: Response, status: number, type: string): Promise<void> {
  expect({ status: response.status, problem: await response.json() }).toMatchObject({
    status,
    problem: { error: { type } },
  });
}
