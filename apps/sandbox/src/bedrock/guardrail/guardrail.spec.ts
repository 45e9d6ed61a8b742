import { ApplyGuardrailCommand, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient, GuardrailConfiguration, Message } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox.js';
import type { Sandbox } from '../../sandbox.js';
import { claudeBody, readJson, sonnet } from '../../testing/messages.js';
import { readChunks, readEvents } from '../../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());

const nova = 'amazon.nova-lite-v1:0';
const named = { guardrailIdentifier: 'gr1', guardrailVersion: '3' };
const guardrailConfig: GuardrailConfiguration = { ...named, trace: 'enabled' };
const guarded = { ...named, trace: 'ENABLED' } as const;
const say = (text: string): Message[] => [{ role: 'user', content: [{ text }] }];
const forbidden = 'Say BLOCKED-BY-GUARDRAIL now';
const refusal = 'Sorry, the guardrail does not allow this.';
const customWords = [{ match: 'BLOCKED-BY-GUARDRAIL', action: 'BLOCKED', detected: true }];
const details = { guardrailId: 'gr1', guardrailVersion: '3', guardrailOrigin: ['REQUEST'], guardrailOwnership: 'SELF' };
const metricsOf = (length: number): object => ({
  guardrailCoverage: { textCharacters: { guarded: length, total: length } },
  usage: { wordPolicyUnits: 1, contentPolicyUnits: 1 },
});
const client = (): BedrockRuntimeClient => runtimeClient(sandbox.urls.internet);

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('A guardrail over %s', (_, connect) => {
  it('that lets a request pass says in the trace of Converse what it read', async () => {
    const command = new ConverseCommand({ modelId: nova, messages: say('Hello'), guardrailConfig });
    const { output, stopReason, trace } = await connect(sandbox.urls.internet).send(command);
    expect(stopReason).toBe('end_turn');
    const { length } = output?.message?.content?.[0]?.text ?? '';
    expect(length).toBeGreaterThan(5);
    expect(trace?.guardrail).toMatchObject({
      inputAssessment: { gr1: { invocationMetrics: metricsOf(5), appliedGuardrailDetails: details } },
      outputAssessments: { gr1: [{ invocationMetrics: metricsOf(length) }] },
      actionReason: 'No action.',
    });
  });

  it('that blocks a request answers in the place of the model', async () => {
    const command = new ConverseCommand({ modelId: nova, messages: say(forbidden), guardrailConfig });
    const answer = await connect(sandbox.urls.internet).send(command);
    expect(answer).toMatchObject({
      stopReason: 'guardrail_intervened',
      output: { message: { content: [{ text: refusal }] } },
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    });
    expect(answer.trace?.guardrail).toMatchObject({
      inputAssessment: { gr1: { wordPolicy: { customWords, managedWordLists: [] } } },
      actionReason: 'Guardrail blocked.',
    });
    expect(answer.trace?.guardrail).not.toHaveProperty('outputAssessments');
  });

  it('has its trace in the last event of a Converse stream', async () => {
    const command = new ConverseStreamCommand({ modelId: nova, messages: say(forbidden), guardrailConfig });
    const events = await readEvents((await connect(sandbox.urls.vpn).send(command)).stream);
    expect(events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('')).toBe(refusal);
    expect(events.at(-2)?.messageStop).toStrictEqual({ stopReason: 'guardrail_intervened' });
    expect(events.at(-1)?.metadata?.trace?.guardrail?.inputAssessment?.['gr1']).toMatchObject({
      wordPolicy: { customWords },
    });
  });

  it('adds its action and its trace to the body of a model', async () => {
    const passed = new InvokeModelCommand({ modelId: sonnet, body: claudeBody('Hello'), ...guarded });
    expect(readJson((await connect(sandbox.urls.vpn).send(passed)).body)).toMatchObject({
      stop_reason: 'end_turn',
      'amazon-bedrock-guardrailAction': 'NONE',
      'amazon-bedrock-trace': {
        guardrail: { input: { gr1: { invocationMetrics: metricsOf(5) } }, outputs: [{ gr1: {} }] },
      },
    });
    const blocked = new InvokeModelCommand({ modelId: sonnet, body: claudeBody(forbidden), ...guarded });
    expect(readJson((await connect(sandbox.urls.vpn).send(blocked)).body)).toStrictEqual({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: refusal }],
      'amazon-bedrock-guardrailAction': 'INTERVENED',
      'amazon-bedrock-trace': { guardrail: expect.objectContaining({ actionReason: 'Guardrail blocked.' }) as object },
    });
  });

  it('adds its action to every chunk of a stream, and its trace to the last', async () => {
    const body = claudeBody(forbidden);
    const command = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body, ...guarded });
    const chunks = await readChunks((await connect(sandbox.urls.internet).send(command)).body);
    expect(chunks.every((chunk) => chunk['amazon-bedrock-guardrailAction'] === 'INTERVENED')).toBe(true);
    expect(chunks.map((chunk) => 'amazon-bedrock-trace' in chunk)).toStrictEqual([
      ...Array.from({ length: chunks.length - 1 }, () => false),
      true,
    ]);
    expect(chunks.map(({ delta }) => (delta as { text?: string } | undefined)?.text ?? '').join('')).toBe(refusal);
    expect(chunks.at(-1)).toMatchObject({
      type: 'message_stop',
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 0 },
    });
  });
});

describe('A guardrail', () => {
  it('reads what was said before, and marked content', async () => {
    const content = [{ guardContent: { text: { text: forbidden } } }];
    const earlier: Message[] = [...say(forbidden), { role: 'assistant', content: [{ text: 'No' }] }, ...say('Hello')];
    for (const messages of [[{ role: 'user' as const, content }], earlier]) {
      const command = new ConverseCommand({ modelId: nova, messages, guardrailConfig });
      expect((await client().send(command)).stopReason).toBe('guardrail_intervened');
    }
  });

  it('keeps its trace to itself unless it is asked for it', async () => {
    for (const trace of ['disabled', undefined] as const) {
      const config = trace === undefined ? named : { ...named, trace };
      const command = new ConverseCommand({ modelId: nova, messages: say(forbidden), guardrailConfig: config });
      const answer = await client().send(command);
      expect([answer.stopReason, answer.trace]).toStrictEqual(['guardrail_intervened', undefined]);
    }
    const invoked = new InvokeModelCommand({ modelId: sonnet, body: claudeBody('Hello'), ...named });
    expect(readJson((await client().send(invoked)).body)).not.toHaveProperty('amazon-bedrock-trace');
  });

  it('is not at work unless it is named', async () => {
    const conversed = await client().send(new ConverseCommand({ modelId: nova, messages: say(forbidden) }));
    expect(conversed.stopReason).toBe('end_turn');
    const invoked = await client().send(new InvokeModelCommand({ modelId: sonnet, body: claudeBody(forbidden) }));
    expect(readJson(invoked.body)).not.toHaveProperty('amazon-bedrock-guardrailAction');
  });

  it('has settings in the body of any model, which no model sees', async () => {
    const settings = { 'amazon-bedrock-guardrailConfig': { tagSuffix: 'x' } };
    const body = JSON.stringify({ prompt: 'Hello', ...settings });
    const modelId = 'mistral.mistral-7b-instruct-v0:2';
    const answer = await client().send(new InvokeModelCommand({ modelId, body, ...guarded }));
    expect(readJson(answer.body)).toMatchObject({ 'amazon-bedrock-guardrailAction': 'NONE' });
    await expect(client().send(new InvokeModelCommand({ modelId, body }))).rejects.toThrow('names no guardrail');
  });

  it.each([
    [{ guardrailIdentifier: 'NOT-ONE' }, 'The guardrail identifier is invalid.'],
    [{ guardrailIdentifier: undefined }, 'The guardrail identifier is invalid.'],
    [{ guardrailVersion: 'latest' }, 'The guardrail version is invalid.'],
    [{ guardrailVersion: undefined }, 'The guardrail version is invalid.'],
    [{ trace: 'loud' as 'enabled' }, 'enum value set: [disabled, enabled, enabled_full]'],
  ])('is refused with %j', async (change, message) => {
    const config: GuardrailConfiguration = { ...guardrailConfig, ...change };
    const conversed = new ConverseCommand({ modelId: nova, messages: say('x'), guardrailConfig: config });
    await expect(client().send(conversed)).rejects.toThrow(message);
    const input = { modelId: sonnet, body: claudeBody('x'), ...guarded, ...change };
    const invoked = new InvokeModelCommand(input as ConstructorParameters<typeof InvokeModelCommand>[0]);
    await expect(client().send(invoked)).rejects.toThrow(message.replace(/\[.*/, ''));
  });

  it('applied by itself says what it would answer, and what it found', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1';
    const content = [{ text: { text: forbidden } }];
    const input = { guardrailIdentifier: arn, guardrailVersion: '3', source: 'INPUT' as const, content };
    expect(await client().send(new ApplyGuardrailCommand(input))).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      actionReason: 'Guardrail blocked.',
      outputs: [{ text: refusal }],
      assessments: [{ wordPolicy: { customWords }, appliedGuardrailDetails: details }],
      guardrailCoverage: { textCharacters: { guarded: 28, total: 28 } },
      usage: { wordPolicyUnits: 1 },
    });
  });

  it('applied by itself tells of a harmless text on request only', async () => {
    const input = { ...named, source: 'OUTPUT' as const, content: [{ text: { text: 'Hello' } }] };
    expect((await client().send(new ApplyGuardrailCommand(input))).assessments).toStrictEqual([]);
    const full = await client().send(new ApplyGuardrailCommand({ ...input, outputScope: 'FULL' }));
    expect(full).toMatchObject({ action: 'NONE', assessments: [{ invocationMetrics: metricsOf(5) }] });
  });
});
