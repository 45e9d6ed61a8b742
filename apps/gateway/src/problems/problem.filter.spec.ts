import { BedrockCallError } from '@app/bedrock';
import { Controller, Get, Logger, Module, Param, Post, Req, Res, type MiddlewareConsumer } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request, Response } from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpAuditDescriber } from '../audit/http-audit.describer.js';
import { TokenRefusedError } from '../auth/errors.js';
import { openExchange } from '../exchange/open-exchange.js';
import { createCaller } from '../testing/create-caller.js';
import { closed, openSocket, readToEnd } from '../testing/loopback-app.js';
import { auditModule, readRecords, useMemorySink } from '../testing/memory-audit.js';
import { RequestInvalidError, TooManyInFlightError } from './errors.js';
import { ProblemCounts } from './problem-counts.js';
import { ProblemFilter } from './problem.filter.js';

/** What the handler does with the next request. */
let act: (request: Request, response: Response) => void;

@Controller()
class FailingController {
  @Post('bedrock/invoke')
  invoke(@Req() request: Request, @Res() response: Response): void {
    act(request, response);
  }

  @Get('bedrock/models/:modelId')
  get(@Param('modelId') modelId: string): string {
    return modelId;
  }
}

@Module({
  imports: [auditModule],
  controllers: [FailingController],
  providers: [HttpAuditDescriber, ProblemCounts, { provide: APP_FILTER, useClass: ProblemFilter }],
})
class FailingModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(openExchange).forRoutes('/');
  }
}

const fail = (error: unknown, user = createCaller()): void => {
  act = (request) => {
    request.user = user;
    throw error;
  };
};

const ATTEMPT = { transport: 'direct', startedAtEpochMs: 0, durationMs: 1 } as const;

describe('ProblemFilter', () => {
  let app: NestExpressApplication;
  let url: string;
  const logged: object[] = [];

  beforeAll(async () => {
    const testing = await useMemorySink(Test.createTestingModule({ imports: [FailingModule] })).compile();
    app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  beforeEach(() => {
    for (const level of ['warn', 'error'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((line: object) => void logged.push({ level, ...line }));
    }
  });

  afterEach(() => {
    logged.length = 0;
    vi.restoreAllMocks();
  });

  afterAll(() => app.close());

  const post = (headers: Record<string, string> = {}): Promise<globalThis.Response> =>
    fetch(`${url}/bedrock/invoke`, { method: 'POST', headers });
  const recordOf = async (answer: globalThis.Response): Promise<object | undefined> =>
    (await readRecords(app)).find(({ requestId }) => requestId === answer.headers.get('x-request-id'));

  it('answers a defect with a fixed text, and logs where it happened but not what was said', async () => {
    fail(Object.assign(new Error('SECRET\n    at SECRET (SECRET:1:1)'), { code: 'SECRET', reason: 'SECRET' }));
    const answer = await post();
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-amzn-errortype')).toBe('InternalServerException');
    expect(await answer.json()).toEqual({
      statusCode: 500,
      error: {
        type: 'InternalServerException',
        message: 'The gateway failed; quote the request id',
        retryable: false,
        details: {},
      },
      requestId: answer.headers.get('x-request-id'),
      routingMethod: 'auto',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
    const stack = expect.stringMatching(/^ +at .*problem\.filter\.spec\.ts/) as string;
    expect(logged).toEqual([expect.objectContaining({ level: 'error', status: 500, error: 'Error', stack })]);
    expect(JSON.stringify(logged)).not.toContain('SECRET');
  });

  it.each([[undefined], ['SECRET'], [{ code: 'SECRET', message: 'SECRET' }], [null]])(
    'survives that %j is thrown',
    async (thrown) => {
      fail(thrown);
      expect((await post()).status).toBe(500);
      expect(JSON.stringify(logged)).not.toContain('SECRET');
    },
  );

  it('logs nothing of an error whose message was changed after the fact', async () => {
    const error = new Error('SECRET\n    at SECRET');
    error.message = 'other';
    fail(error);
    await post();
    expect(JSON.stringify(logged)).not.toContain('SECRET');
  });

  it("passes on Bedrock's message to the caller, and keeps it out of the log", async () => {
    const upstream = { status: 429, type: 'ThrottlingException', message: 'SECRET', credentialsRefused: false };
    const facts = { upstream: { ...upstream, retryAfterSeconds: 7, upstreamRequestId: 'u-1' } };
    act = (request) => {
      request.user = createCaller();
      request.exchange.trace.add({ ...ATTEMPT, route: 'vpn', outcome: 'throttled' });
      throw new BedrockCallError('throttled', 'status-429', facts);
    };
    const answer = await post();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('x-upstream-request-id')).toBe('u-1');
    expect(answer.headers.get('x-routing-attempts')).toBe('vpn:throttled');
    expect(await answer.json()).toMatchObject({ error: { message: 'SECRET' }, routingMethod: 'vpn' });
    const line = { level: 'warn', status: 429, code: 'BEDROCK_CALL_FAILED', kind: 'throttled', reason: 'status-429' };
    expect(logged).toEqual([expect.objectContaining({ ...line, attempts: 'vpn:throttled' })]);
    expect(JSON.stringify(logged)).not.toContain('SECRET');
    expect(await recordOf(answer)).toMatchObject({
      outcome: 'failed',
      statusCode: 429,
      errorType: 'ThrottlingException',
      upstreamRequestId: 'u-1',
      attempts: [{ route: 'vpn', outcome: 'throttled' }],
    });
  });

  it('records what was refused before anything was sent, and names the fields', async () => {
    fail(new RequestInvalidError({ modelId: 'must be a string' }));
    const answer = await post({ 'x-routing-method': 'vpn' });
    expect(await answer.json()).toMatchObject({
      error: { details: { modelId: 'must be a string' } },
      routingMethod: 'vpn',
    });
    expect(await recordOf(answer)).toMatchObject({ outcome: 'refused', statusCode: 400, subject: 'app-1' });
    expect(answer.headers.has('x-routing-attempts')).toBe(false);
  });

  it('challenges who has no token, leaves no record of them, and counts them', async () => {
    const counts = app.get(ProblemCounts);
    const before = counts.byStatus[401] ?? 0;
    act = () => {
      throw new TokenRefusedError('missing');
    };
    const answer = await post();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_request"');
    expect(await recordOf(answer)).toBeUndefined();
    expect(counts.byStatus[401]).toBe(before + 1);
    expect(logged).toEqual([expect.objectContaining({ code: 'TOKEN_REFUSED', reason: 'missing' })]);
  });

  it('says when to come back, and has no line in the log for each of many that it says it to', async () => {
    const counts = app.get(ProblemCounts);
    const before = counts.byStatus[429] ?? 0;
    fail(new TooManyInFlightError());
    expect((await post()).headers.get('retry-after')).toBe('1');
    await Promise.all(Array.from({ length: 20 }, () => post()));
    expect(counts.byStatus[429]).toBe(before + 21);
    expect(logged.length).toBeLessThan(20);
    expect(logged[0]).toMatchObject({ code: 'TOO_MANY_IN_FLIGHT', status: 429 });
  });

  it('breaks the connection when the answer has begun already', async () => {
    act = (_request, response) => {
      response.write('half');
      throw new Error('too late');
    };
    await expect(post().then((answer) => answer.text())).rejects.toThrow('terminated');
  });

  it('answers a path that does not exist', async () => {
    const answer = await fetch(`${url}/no/such/path/%ff`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { type: 'UnknownOperationException' } });
  });

  it('answers an upload that it refuses, and cuts it when it does not end', async () => {
    fail(new RequestInvalidError({ body: 'is not JSON' }));
    const socket = await openSocket(Number(new URL(url).port));
    const answer = readToEnd(socket);
    socket.write('POST /bedrock/invoke HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n');
    const chunk = Buffer.alloc(0x1_00_00);
    const end = closed(socket);
    while (!socket.destroyed && socket.writable) {
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), end]);
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*"is not JSON"/);
    expect(socket.bytesWritten).toBeLessThan(40 * 1024 * 1024);
  });
});
