import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient, Message, Tool, ToolChoice } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { readChunks, readEvents } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
const client = (): BedrockRuntimeClient => runtimeClient(sandbox.urls.internet);

const city = { type: 'object', properties: { city: { type: 'string' } } };
const converseTools: Tool[] = [
  { toolSpec: { name: 'weather', inputSchema: { json: city } } },
  { cachePoint: { type: 'default' } },
  { toolSpec: { name: 'time', inputSchema: { json: city } } },
];
const claudeTools = ['weather', 'time'].map((name) => ({ name, input_schema: city }));
const question: Message = { role: 'user', content: [{ text: 'Bonn' }] };

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('A tool over %s', (_, connect) => {
  it('goes one round: called in a stream, answered with its result', async () => {
    const toolConfig = { tools: converseTools };
    const command = new ConverseStreamCommand({ modelId: sonnet, messages: [question], toolConfig });
    const events = await readEvents((await connect(sandbox.urls.internet).send(command)).stream);
    const start = events.flatMap(({ contentBlockStart }) => contentBlockStart ?? []);
    expect(start).toMatchObject([{ contentBlockIndex: 1, start: { toolUse: { name: 'weather' } } }]);
    const inputs = events.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta?.toolUse?.input ?? []);
    expect(inputs.length).toBeGreaterThan(0);
    expect(events.at(-2)?.messageStop?.stopReason).toBe('tool_use');

    const toolUseId = start[0]?.start?.toolUse?.toolUseId ?? '';
    const input = JSON.parse(inputs.join('')) as { city: string };
    expect(input).toStrictEqual({ city: 'Bonn' });
    const messages: Message[] = [
      question,
      { role: 'assistant', content: [{ toolUse: { toolUseId, name: 'weather', input } }] },
      { role: 'user', content: [{ toolResult: { toolUseId, status: 'success', content: [{ text: 'Rain' }] } }] },
    ];
    const answer = await connect(sandbox.urls.internet).send(
      new ConverseCommand({ modelId: sonnet, messages, toolConfig }),
    );
    expect(answer.stopReason).toBe('end_turn');
    expect(answer.output?.message?.content?.[0]?.text).toContain(': Rain [');
  });

  it('is streamed by Claude in pieces of JSON', async () => {
    const body = claudeBody('Bonn', { tools: claudeTools });
    const command = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body });
    const chunks = await readChunks((await connect(sandbox.urls.vpn).send(command)).body);
    const own = chunks.filter(({ index }) => index === 1);
    expect(own.map(({ type }) => type)).toStrictEqual([
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
    ]);
    expect(own[0]).toMatchObject({ content_block: { type: 'tool_use', name: 'weather', input: {} } });
    expect(own[1]).toMatchObject({ delta: { type: 'input_json_delta', partial_json: '{"city":"Bonn"}' } });
    expect(chunks.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'tool_use' } });
  });
});

const converseChoices: [ToolChoice | undefined, string | undefined][] = [
  [undefined, 'weather'],
  [{ auto: {} }, 'weather'],
  [{ any: {} }, 'weather'],
  [{ tool: { name: 'time' } }, 'time'],
];
const claudeChoices: [object | undefined, string | undefined][] = [
  [undefined, 'weather'],
  [{ type: 'auto', disable_parallel_tool_use: true }, 'weather'],
  [{ type: 'any' }, 'weather'],
  [{ type: 'tool', name: 'time' }, 'time'],
  [{ type: 'none' }, undefined],
];

describe('The choice of a tool', () => {
  it.each(converseChoices)('%j in Converse calls %s', async (toolChoice, name) => {
    const toolConfig = { tools: converseTools, ...(toolChoice && { toolChoice }) };
    const { output } = await client().send(new ConverseCommand({ modelId: sonnet, messages: [question], toolConfig }));
    expect(output?.message?.content?.[1]?.toolUse?.name).toBe(name);
  });

  it.each(claudeChoices)('%j in the body of Claude calls %s', async (choice, name) => {
    const body = claudeBody('Bonn', { tools: claudeTools, tool_choice: choice });
    const content = readJson((await client().send(new InvokeModelCommand({ modelId: sonnet, body }))).body)['content'];
    expect((content as { name?: string }[])[1]?.name).toBe(name);
  });

  it('that forces a tool does so after a result too', async () => {
    const content = [{ type: 'tool_result', tool_use_id: 't', content: 'Rain' }];
    const messages = [{ role: 'user', content }];
    const body = claudeBody('', { messages, tools: claudeTools, tool_choice: { type: 'any' } });
    const answer = await client().send(new InvokeModelCommand({ modelId: sonnet, body }));
    expect(readJson(answer.body)['stop_reason']).toBe('tool_use');
  });

  it.each([
    ['a tool that is not offered', { type: 'tool', name: 'dice' }, "Tool 'dice' not found in provided tools"],
    ['no kind that there is', { type: 'all' }, "'any', 'auto', 'none', 'tool'"],
  ])('is refused when it names %s', async (_, choice, message) => {
    const body = claudeBody('Bonn', { tools: claudeTools, tool_choice: choice });
    await expect(client().send(new InvokeModelCommand({ modelId: sonnet, body }))).rejects.toThrow(message);
  });
});
