import { BedrockCallError } from '@app/bedrock';
import { Controller, Logger, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenRefusedError } from '../auth/errors.js';
import { createRefusal } from '../testing/create-refusal.js';
import { startGovernedApp, type GovernedApp } from '../testing/governed-app.js';
import { BodyTooLargeError, ModelDeniedError, RequestInvalidError, TooManyInFlightError } from './errors.js';

/** What the handler fails with next. */
let error: unknown;
let profile: string | undefined;

@Controller(['', 'vpn'])
class FailingController {
  @Post(['bedrock/invoke', 'model/*modelId/converse'])
  fail(@Req() { exchange }: Request): never {
    exchange.inferenceProfileId = profile;
    throw error;
  }
}

const SEED = ['/bedrock/invoke', '/vpn/bedrock/invoke', '/v1/model/x/converse', '/Model/x/converse'];
const NATIVE = ['/model/x/converse', '/vpn/model/x/converse'];
const late = new BedrockCallError('timeout', 'deadline');

describe('ProblemFilter', () => {
  let app: GovernedApp;

  beforeAll(async () => {
    app = await startGovernedApp(FailingController, { script: () => expect.unreachable() });
  });
  beforeEach(() => {
    error = new ModelDeniedError();
    profile = undefined;
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const post = (path: string): Promise<Response> => fetch(`${app.url}${path}`, { method: 'POST' });
  const recordOf = async (answer: Response): Promise<object | undefined> =>
    (await app.records()).find(({ requestId }) => requestId === answer.headers.get('x-request-id'));

  it.each(SEED)('answers with the document of the seed paths on %s', async (path) => {
    const answer = await post(path);
    expect(Object.keys((await answer.json()) as object)).toEqual([
      'statusCode',
      'error',
      'requestId',
      'routingMethod',
      'timestamp',
    ]);
    expect(answer.headers.has('x-amzn-requestid')).toBe(false);
  });

  it.each(NATIVE)('answers in the shape of Bedrock on %s', async (path) => {
    const answer = await post(path);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ message: 'The token does not grant this model' });
    expect(answer.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(answer.headers.get('x-amzn-requestid')).toBe(answer.headers.get('x-request-id'));
  });

  it.each([
    [
      new RequestInvalidError({ a: 'is wrong', b: 'is missing' }),
      400,
      'The request is not valid: a is wrong; b is missing',
    ],
    [new TokenRefusedError('expired'), 401, 'The request needs a valid bearer token'],
    [new BodyTooLargeError(7), 413, 'The request body may have 7 bytes'],
    [new TooManyInFlightError(), 429, 'Too many requests'],
    [new TypeError('SECRET'), 500, 'The gateway failed; quote the request id'],
    [new BedrockCallError('denied', 'SECRET'), 502, "Bedrock refused the gateway's own credentials"],
  ])('says on native paths all that there is to say of a %s', async (thrown, status, message) => {
    error = thrown;
    const answer = await post('/model/x/converse');
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message });
  });

  it('keeps challenge, patience and way in headers on both kinds of path', async () => {
    for (const path of ['/bedrock/invoke', '/model/x/converse']) {
      error = new TokenRefusedError('missing');
      expect((await post(path)).headers.get('www-authenticate'), path).toBe('Bearer error="invalid_request"');
      error = new TooManyInFlightError();
      expect((await post(path)).headers.get('retry-after'), path).toBe('1');
      profile = 'us.amazon.nova-premier-v1:0';
      expect((await post(path)).headers.get('x-inference-profile'), path).toBe(profile);
      profile = undefined;
      expect((await post(path)).headers.has('x-inference-profile'), path).toBe(false);
    }
  });

  it('makes of a deadline a 504 on seed paths, and a 408 on native ones, on record as in the answer', async () => {
    error = late;
    const seed = await post('/bedrock/invoke');
    expect(seed.status).toBe(504);
    expect(await recordOf(seed)).toMatchObject({ statusCode: 504, errorType: 'DeadlineExceededException' });
    const native = await post('/model/x/converse');
    expect(native.status).toBe(408);
    expect(native.headers.get('x-amzn-errortype')).toBe('ModelTimeoutException');
    expect(await recordOf(native)).toMatchObject({ statusCode: 408, errorType: 'ModelTimeoutException' });
  });

  it("has Bedrock's error in the gateway's document on seed paths, and as it came on native ones", async () => {
    const body = Buffer.from('{ "message":"m","more":1.0 }');
    const answer = { headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'u-1' }, body };
    error = createRefusal(404, { type: 'ResourceNotFoundException', message: 'm', upstreamRequestId: 'u-1', answer });
    const seed = await post('/bedrock/invoke');
    expect(await seed.json()).toMatchObject({ statusCode: 404, error: { message: 'm' } });
    const native = await post('/vpn/model/x/converse');
    expect(await native.text()).toBe('{ "message":"m","more":1.0 }');
    expect(native.headers.get('x-amzn-requestid')).toBe('u-1');
    expect(native.headers.get('x-upstream-request-id')).toBe('u-1');
  });
});
