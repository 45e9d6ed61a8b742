import type { BedrockOperation } from '@app/bedrock';
import { RouteTrace, startDeadline, type Deadline, type RoutedReply, type RoutingRequest } from '@app/routing';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HAIKU, NOVA, NOVA_ARN, US_BOTH, US_NOVA, withControlPlane } from '../testing/control-plane.js';
import { createRefusal } from '../testing/create-refusal.js';
import { createReply } from '../testing/create-reply.js';
import { routerProviders } from '../testing/router-providers.js';
import { ScriptedRouter, type Script } from '../testing/scripted-router.js';
import { ModelRouter } from './model-router.js';

const BODY = Buffer.from('{"messages":[]}');
const LISTS = ['ListFoundationModels', 'ListInferenceProfiles'];
const RUNTIME = ['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream'] as const;

/** As Bedrock: Nova runs by its profile only. */
const refuseBareNova: Script = ({ call }) => {
  if (call.modelId === NOVA || call.modelId === NOVA_ARN) throw createRefusal(400);
  return createReply([]);
};

describe('ModelRouter', () => {
  let routes: ScriptedRouter;
  let models: ModelRouter;
  let deadline: Deadline;
  const onProfile = vi.fn<(profileId: string) => void>();

  const start = async (answer: Script): Promise<void> => {
    routes = new ScriptedRouter(withControlPlane(answer));
    const testing = await Test.createTestingModule({ providers: routerProviders(routes.router) }).compile();
    models = testing.get(ModelRouter);
  };
  beforeEach(() => {
    deadline = startDeadline(60_000, new AbortController().signal);
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => expect.unreachable('nothing is to be warned of'));
  });
  afterEach(() => {
    deadline[Symbol.dispose]();
    onProfile.mockReset();
    vi.restoreAllMocks();
  });

  const requestFor = (modelId: string | undefined, operation: BedrockOperation = 'Converse'): RoutingRequest => ({
    call: { operation, headers: { accept: 'a/b' }, body: BODY, ...(modelId !== undefined && { modelId }) },
    plan: { method: 'vpn', routes: ['vpn'], narrowed: false },
    dataClass: 'cui',
    deadline,
    trace: new RouteTrace(),
  });
  const send = (request: RoutingRequest): Promise<RoutedReply> => models.send(request, onProfile);
  const asked = (): string[] =>
    routes.sent.map(({ call }) => [call.operation, call.modelId].filter((word) => word !== undefined).join(' '));

  it.each([
    ['CountTokens', NOVA],
    ['GetFoundationModel', NOVA],
    ['GetInferenceProfile', NOVA],
    ['ApplyGuardrail', undefined],
    ['Converse', undefined],
  ] as const)('leaves the refusal of %s for %s as it is: no profile would help', async (operation, modelId) => {
    const refusal = createRefusal(400);
    await start(() => {
      throw refusal;
    });
    await expect(send(requestFor(modelId, operation))).rejects.toBe(refusal);
    expect(routes.sent).toHaveLength(1);
    expect(onProfile).not.toHaveBeenCalled();
  });

  it.each([
    createRefusal(403),
    createRefusal(404),
    createRefusal(408),
    createRefusal(424),
    createRefusal(429, {}, 'throttled'),
    createRefusal(500, {}, 'internal'),
    createRefusal(400, { credentialsRefused: true }, 'denied'),
  ])('leaves $reason ($kind) as it is, and asks nothing', async (refusal) => {
    await start(() => {
      throw refusal;
    });
    await expect(send(requestFor(NOVA))).rejects.toBe(refusal);
    expect(asked()).toEqual([`Converse ${NOVA}`]);
  });

  it.each([HAIKU, US_NOVA, US_BOTH, 'meta.llama-none'])(
    'leaves a 400 to %s as it is: the catalogue knows of no profile that it needs',
    async (modelId) => {
      const refusal = createRefusal(400, {
        message: 'on-demand throughput is not supported, use an inference profile',
      });
      await start(() => {
        throw refusal;
      });
      const request = requestFor(modelId);
      await expect(send(request)).rejects.toBe(refusal);
      expect(asked()).toEqual([`Converse ${modelId}`, ...LISTS]);
      expect(request.trace.toString()).toBe('vpn:bad-request');
    },
  );

  it.each(RUNTIME)('sends %s again by the profile that the model needs', async (operation) => {
    await start(refuseBareNova);
    const request = requestFor(NOVA, operation);
    await expect(send(request)).resolves.toMatchObject({ route: 'vpn' });
    expect(asked()).toEqual([`${operation} ${NOVA}`, ...LISTS, `${operation} ${US_NOVA}`]);
    expect(routes.sent[3]).toEqual({ ...request, call: { ...request.call, modelId: US_NOVA } });
    expect(routes.sent[3]?.trace).toBe(request.trace);
  });

  it('has of all that only its own attempts in its trace', async () => {
    await start(refuseBareNova);
    const request = requestFor(NOVA);
    await send(request);
    expect(request.trace.toString()).toBe('vpn:bad-request,vpn:ok');
  });

  it('does so for the ARN of a model too', async () => {
    await start(refuseBareNova);
    await send(requestFor(NOVA_ARN));
    expect(asked().at(-1)).toBe(`Converse ${US_NOVA}`);
  });

  it('asks its questions the way of the request, with nothing of it inside', async () => {
    await start(refuseBareNova);
    const { plan, dataClass } = requestFor(NOVA);
    await send(requestFor(NOVA));
    for (const question of routes.sent.slice(1, 3)) {
      expect(question).toMatchObject({ plan, dataClass, call: { headers: {} } });
      expect(question.call).not.toHaveProperty('body');
      expect(question.deadline.endsAtEpochMs).toBeLessThanOrEqual(Date.now() + 10_000);
    }
  });

  it('tells which profile it puts in before the call by it is sent', async () => {
    const told: unknown[] = [];
    await start((request) => {
      told.push([request.call.modelId, onProfile.mock.calls.flat()]);
      return refuseBareNova(request);
    });
    await send(requestFor(NOVA));
    expect(told).toEqual([
      [NOVA, []],
      [US_NOVA, [US_NOVA]],
    ]);
  });

  it('sends by the profile at once from then on, and tells so each time', async () => {
    await start(refuseBareNova);
    await send(requestFor(NOVA));
    const second = requestFor(NOVA, 'InvokeModel');
    await send(second);
    expect(asked().slice(4)).toEqual([`InvokeModel ${US_NOVA}`]);
    expect(onProfile.mock.calls).toEqual([[US_NOVA], [US_NOVA]]);
    expect(second.trace.toString()).toBe('vpn:ok');
  });

  it('counts the tokens of such a model by its own id nevertheless', async () => {
    await start((request) => (request.call.operation === 'CountTokens' ? createReply([]) : refuseBareNova(request)));
    await send(requestFor(NOVA));
    await send(requestFor(NOVA, 'CountTokens'));
    expect(asked().at(-1)).toBe(`CountTokens ${NOVA}`);
  });

  it('forgets a profile that is not there any more, passes that on, and finds out anew the next time', async () => {
    const gone = createRefusal(404);
    let isGone = false;
    await start((request) => {
      if (isGone && request.call.modelId === US_NOVA) throw gone;
      return refuseBareNova(request);
    });
    await send(requestFor(NOVA));
    isGone = true;
    await expect(send(requestFor(NOVA))).rejects.toBe(gone);
    isGone = false;
    await send(requestFor(NOVA));
    expect(
      asked()
        .slice(4)
        .filter((call) => call.startsWith('Converse')),
    ).toEqual([`Converse ${US_NOVA}`, `Converse ${NOVA}`, `Converse ${US_NOVA}`]);
  });

  it.each([createRefusal(400), createRefusal(403), createRefusal(429, {}, 'throttled')])(
    'keeps a profile whose call ends with $reason: it is there',
    async (refusal) => {
      await start((request) => {
        if (request.call.modelId === US_NOVA) throw refusal;
        return refuseBareNova(request);
      });
      await expect(send(requestFor(NOVA))).rejects.toBe(refusal);
      await expect(send(requestFor(NOVA))).rejects.toBe(refusal);
      expect(asked().slice(4)).toEqual([`Converse ${US_NOVA}`]);
    },
  );
});
