import { BedrockCallError, classifyAbort } from '@app/bedrock';
import { RouteTrace, startDeadline, type RoutedReply, type RoutingRequest } from '@app/routing';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HAIKU, NOVA, NOVA_ARN, US_BOTH, US_NOVA, US_NOVA_ARN, withControlPlane } from '../testing/control-plane.js';
import { createRefusal } from '../testing/create-refusal.js';
import { createReply } from '../testing/create-reply.js';
import { routerProviders } from '../testing/router-providers.js';
import { ScriptedRouter, type Script } from '../testing/scripted-router.js';
import { ModelRouter } from './model-router.js';

const REFUSAL = createRefusal(400);
const DEFECT = new TypeError('SECRET');

/** A runtime that refuses every call; whatever is asked about models ends as `answer` says. */
const askedInVain =
  (answer: Script): Script =>
  (request) => {
    if (request.call.operation === 'Converse') throw REFUSAL;
    return answer(request);
  };
const failing = (error: Error): Script =>
  askedInVain(() => {
    throw error;
  });
/** Answers nothing until the time is up, then as a connection does. */
const silent: Script = askedInVain(async ({ deadline: { signal } }) => {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw classifyAbort(signal);
});

describe('what is asked about models', () => {
  let models: ModelRouter;
  let routes: ScriptedRouter;
  let caller: AbortController;
  const warned: unknown[] = [];

  const start = async (script: Script): Promise<void> => {
    routes = new ScriptedRouter(script);
    const testing = await Test.createTestingModule({ providers: routerProviders(routes.router) }).compile();
    models = testing.get(ModelRouter);
  };
  beforeEach(() => {
    caller = new AbortController();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warned.push(line));
  });
  afterEach(() => {
    warned.length = 0;
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const wayOf = (timeoutMs = 60_000): Omit<RoutingRequest, 'call' | 'trace'> => ({
    plan: { method: 'vpn', routes: ['vpn'], narrowed: false },
    dataClass: 'cui',
    principal: { subject: 'alice' },
    deadline: startDeadline(timeoutMs, caller.signal),
  });
  const send = (trace = new RouteTrace(), timeoutMs?: number): Promise<RoutedReply> =>
    models.send({ call: { operation: 'Converse', modelId: NOVA, headers: {} }, trace, ...wayOf(timeoutMs) }, () =>
      expect.unreachable(),
    );

  it('is asked in the gateway’s own name: what it finds out serves other callers, too', async () => {
    await start(failing(createRefusal(403, {}, 'denied')));
    await expect(send()).rejects.toBe(REFUSAL);
    const asked = routes.sent.map(({ call, principal }) => [call.operation, principal]);
    expect(asked).toEqual([
      ['Converse', { subject: 'alice' }],
      ['ListFoundationModels', undefined],
    ]);
  });

  it.each([
    ['may not be asked', createRefusal(403, {}, 'denied'), []],
    ['cannot be reached', new BedrockCallError('unreachable', 'dns'), [{ code: 'ROUTES_FAILED' }]],
    ['is throttled', createRefusal(429, {}, 'throttled'), [{ kind: 'throttled', reason: 'status-429' }]],
    ['is broken', createRefusal(500, {}, 'internal'), [{ kind: 'internal', reason: 'status-500' }]],
  ])('is no loss where it %s: what Bedrock said of the request stays', async (_what, error, lines) => {
    await start(failing(error));
    const trace = new RouteTrace();
    await expect(send(trace)).rejects.toBe(REFUSAL);
    expect(trace.toString()).toBe('vpn:bad-request');
    expect(warned).toEqual(lines.map((line) => expect.objectContaining({ event: 'model-lookup-failed', ...line })));
    expect(JSON.stringify(warned)).not.toContain('said by Bedrock');
  });

  it('is no loss where the answer is none of Bedrock', async () => {
    await start(askedInVain(() => createReply(['<html>'])));
    await expect(send()).rejects.toBe(REFUSAL);
    expect(warned).toEqual([expect.objectContaining({ kind: 'not-bedrock' })]);
  });

  it('is waited for 10 s, and no longer', async () => {
    await start(silent);
    const ended = expect(send()).rejects.toBe(REFUSAL);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(warned).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    expect(warned).toEqual([expect.objectContaining({ kind: 'timeout' })]);
  });

  it('leaves no timer behind but that of the request', async () => {
    await start(failing(createRefusal(500, {}, 'internal')));
    await expect(send()).rejects.toBe(REFUSAL);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('ends with the request when its caller goes', async () => {
    await start(silent);
    const ended = expect(send()).rejects.toMatchObject({ kind: 'client-gone' });
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort(new DOMException('gone', 'AbortError'));
    await ended;
    expect(warned).toEqual([]);
  });

  it('ends with the request when its time is up', async () => {
    await start(silent);
    const ended = expect(send(new RouteTrace(), 5_000)).rejects.toMatchObject({ kind: 'timeout' });
    await vi.advanceTimersByTimeAsync(5_000);
    await ended;
  });

  it('does not hide a defect of ours', async () => {
    await start(failing(DEFECT));
    await expect(send()).rejects.toBe(DEFECT);
  });

  describe('to see what is behind an id', () => {
    const unasked: Script = () => expect.unreachable();

    it.each([
      [NOVA_ARN, [NOVA]],
      ['arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl', undefined],
    ])('is nothing for %s: its own text says it', async (id, behind) => {
      await start(unasked);
      expect(await models.modelsBehind(id, wayOf())).toEqual(behind);
    });

    it.each([
      [US_NOVA, [NOVA]],
      [US_NOVA_ARN, [NOVA]],
      [US_BOTH, [NOVA, HAIKU]],
      ['us.meta.llama-none', undefined],
    ])('finds out that behind %s there is %j', async (id, behind) => {
      await start(withControlPlane(unasked));
      expect(await models.modelsBehind(id, wayOf())).toEqual(behind);
      for (const { plan, dataClass } of routes.sent) {
        expect({ plan, dataClass }).toEqual({ plan: wayOf().plan, dataClass: 'cui' });
      }
    });

    it('says nothing where Bedrock cannot be asked', async () => {
      await start(failing(new BedrockCallError('unreachable', 'dns')));
      expect(await models.modelsBehind(US_NOVA, wayOf())).toBeUndefined();
    });

    it('ends with the request', async () => {
      await start(silent);
      const ended = expect(models.modelsBehind(US_NOVA, wayOf())).rejects.toMatchObject({ kind: 'client-gone' });
      await vi.advanceTimersByTimeAsync(0);
      caller.abort(new DOMException('gone', 'AbortError'));
      await ended;
    });
  });
});
