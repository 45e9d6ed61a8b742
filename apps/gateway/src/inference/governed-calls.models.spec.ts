import { AuditStoreError, MemoryAuditSink } from '@app/audit';
import { BedrockCallError, type BedrockRequest } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { HAIKU, NOVA, NOVA_ARN, US_BOTH, US_NOVA, US_NOVA_ARN, withControlPlane } from '../testing/control-plane.js';
import { createCaller } from '../testing/create-caller.js';
import { createRefusal } from '../testing/create-refusal.js';
import { createReply } from '../testing/create-reply.js';
import { createGovernedCalls, type GovernedCallsSetting } from '../testing/governed-calls.js';
import type { Script } from '../testing/scripted-router.js';

const LISTS = ['ListFoundationModels', 'ListInferenceProfiles'];
const APPLICATION_ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';
const PROVISIONED_ARN = 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl';

const callTo = (modelId: string): BedrockRequest => ({ operation: 'Converse', modelId, headers: {} });
const answered: Script = () => createReply([]);
const unasked: Script = () => expect.unreachable();

/** Sends a call as somebody whose token grants these models. */
async function send(setting: GovernedCallsSetting, models: readonly string[], call: BedrockRequest): Promise<unknown> {
  const request = setting.open({ user: createCaller({ models }) });
  const admission = setting.calls.admit(request);
  try {
    return await setting.calls.send(request, admission, call);
  } finally {
    admission.deadline[Symbol.dispose]();
  }
}

const operationsOf = ({ sent }: GovernedCallsSetting): string[] => sent.map(({ call }) => call.operation);

describe('a model that the token does not grant', () => {
  it.each([
    ['a model of another name', [HAIKU], NOVA],
    ['a profile, for a token that grants nothing', [], US_NOVA],
    ['a model whose profile alone is granted', [US_NOVA], NOVA],
    ['something whose models nobody can list', [NOVA], PROVISIONED_ARN],
  ])('is refused without asking anybody, where it is %s', async (_what, models, modelId) => {
    await using setting = await createGovernedCalls(unasked);
    await expect(send(setting, models, callTo(modelId))).rejects.toMatchObject({ code: 'MODEL_DENIED' });
    expect(await setting.records()).toEqual([]);
  });

  it('is refused without asking anybody, where its ARN says which model it is', async () => {
    await using setting = await createGovernedCalls(unasked);
    await expect(send(setting, [HAIKU], callTo(NOVA_ARN))).rejects.toMatchObject({ code: 'MODEL_DENIED' });
  });

  it.each([
    ['a profile of another model', [HAIKU], US_NOVA],
    ['a profile, by its ARN', [HAIKU], US_NOVA_ARN],
    ['a profile of two models, one of them granted', [NOVA], US_BOTH],
    ['nothing that Bedrock has', [NOVA], 'us.meta.llama-none'],
  ])('is refused once it is known to be %s', async (_what, models, modelId) => {
    await using setting = await createGovernedCalls(withControlPlane(unasked));
    await expect(send(setting, models, callTo(modelId))).rejects.toMatchObject({ code: 'MODEL_DENIED' });
    expect(operationsOf(setting)).toEqual(LISTS);
  });

  it.each([
    ['may not be asked', createRefusal(403, {}, 'denied')],
    ['cannot be reached', new BedrockCallError('unreachable', 'dns')],
  ])('is refused where Bedrock %s: what cannot be found out is not granted', async (_what, error) => {
    await using setting = await createGovernedCalls(() => {
      throw error;
    });
    await expect(send(setting, [NOVA], callTo(US_NOVA))).rejects.toMatchObject({ code: 'MODEL_DENIED' });
    expect(operationsOf(setting)).toEqual(['ListFoundationModels']);
  });
});

describe('a model that the token grants', () => {
  it.each([
    ['by its own id', ['amazon.*'], NOVA],
    ['as a profile, by its own id', [US_NOVA], US_NOVA],
    ['as an ARN, by the text of it', ['arn:*'], APPLICATION_ARN],
    ['as the ARN of a model, by the id in it', [NOVA], NOVA_ARN],
  ])('%s is called without a question', async (_what, models, modelId) => {
    await using setting = await createGovernedCalls(answered);
    await send(setting, models, callTo(modelId));
    expect(operationsOf(setting)).toEqual(['Converse']);
  });

  it.each([
    ['as a profile, by the model behind it', [NOVA], US_NOVA],
    ['as the ARN of a profile, by the model behind it', ['amazon.*'], US_NOVA_ARN],
    ['as a profile of two models, by a glob for each', [HAIKU, NOVA], US_BOTH],
  ])('%s is called after one look at the catalogue', async (_what, models, modelId) => {
    await using setting = await createGovernedCalls(withControlPlane(answered));
    await send(setting, models, callTo(modelId));
    await send(setting, models, callTo(modelId));
    expect(operationsOf(setting)).toEqual([...LISTS, 'Converse', 'Converse']);
    expect(setting.sent[2]?.call.modelId).toBe(modelId);
  });

  it('needs none at all for what has no model', async () => {
    await using setting = await createGovernedCalls(answered);
    await send(setting, [], { operation: 'ListFoundationModels', headers: {} });
    expect(operationsOf(setting)).toEqual(['ListFoundationModels']);
  });
});

describe('a question about a model', () => {
  it('is asked only once the request is on record', async () => {
    const outcomes: unknown[] = [];
    await using setting: GovernedCallsSetting = await createGovernedCalls((request) => {
      outcomes.push(setting.sink.records.map(({ outcome, modelId }) => ({ outcome, modelId })));
      return withControlPlane(answered)(request);
    });
    await send(setting, [NOVA], callTo(US_NOVA));
    const started = [{ outcome: 'started', modelId: US_NOVA }];
    expect(outcomes).toEqual([started, started, started]);
  });

  it('is not asked where the store does not take the record', async () => {
    class DeafAuditSink extends MemoryAuditSink {
      override start(): Promise<never> {
        return Promise.reject(new AuditStoreError('rejected'));
      }
    }
    await using setting = await createGovernedCalls(unasked, new DeafAuditSink());
    await expect(send(setting, [NOVA], callTo(US_NOVA))).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(setting.sent).toEqual([]);
  });

  it('goes the way that the request may take, and leaves no attempt in its trace', async () => {
    await using setting = await createGovernedCalls(withControlPlane(answered));
    const headers = { 'x-data-classification': 'cui' };
    const request = setting.open({ user: createCaller({ models: [NOVA] }), headers });
    const admission = setting.calls.admit(request);
    await setting.calls.send(request, admission, callTo(US_NOVA));
    admission.deadline[Symbol.dispose]();
    expect(setting.sent.map(({ plan, dataClass }) => [plan.routes, dataClass])).toEqual(
      Array.from({ length: 3 }, () => [['vpn'], 'cui']),
    );
    expect(request.exchange.trace.toString()).toBe('vpn:ok');
  });
});

describe('a profile that is put in', () => {
  const refuseBareNova: Script = withControlPlane(({ call }) => {
    if (call.modelId === NOVA) throw createRefusal(400);
    return createReply([]);
  });

  it('is on record beside the model that was asked for, and known to the answer', async () => {
    await using setting = await createGovernedCalls(refuseBareNova);
    const request = setting.open();
    const admission = setting.calls.admit(request);
    await setting.calls.send(request, admission, callTo(NOVA));
    admission.deadline[Symbol.dispose]();
    setting.trail.entryOf(request)?.finish({ outcome: 'complete', statusCode: 200 });
    expect(request.exchange.inferenceProfileId).toBe(US_NOVA);
    expect(await setting.records()).toEqual([
      expect.objectContaining({
        modelId: NOVA,
        inferenceProfileId: US_NOVA,
        attempts: [expect.objectContaining({ outcome: 'bad-request' }), expect.objectContaining({ outcome: 'ok' })],
      }),
    ]);
  });

  it('needs no grant of its own: that of the model counts', async () => {
    await using setting = await createGovernedCalls(refuseBareNova);
    await send(setting, [NOVA], callTo(NOVA));
    expect(setting.sent.at(-1)?.call.modelId).toBe(US_NOVA);
  });
});
