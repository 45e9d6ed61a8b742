import { ConverseCommand, ConverseStreamCommand, CountTokensCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ContentBlock, DocumentFormat, ImageFormat, Message } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { base64Of, onePixelPng } from '../testing/media.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { readChunks, readEvents } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());

const nova = 'amazon.nova-lite-v1:0';
const png = Buffer.from(onePixelPng, 'base64');
const bytes = Buffer.from('abc');
const text: ContentBlock = { text: 'What is this?' };
const image: ContentBlock = { image: { format: 'png', source: { bytes: png } } };
const pdf: ContentBlock = { document: { name: 'My report (2)', format: 'pdf', source: { bytes } } };
const note: ContentBlock = { document: { name: 'Note', source: { text: 'abcd' } } };
const say = (...content: ContentBlock[]): Message[] => [{ role: 'user', content }];

describe.each([
  ['HTTP/2', runtimeClient],
  ['HTTP/1.1', runtimeClientHttp1],
])('Media over %s', (_, connect) => {
  it('in Converse are named in the answer and count as what they are named', async () => {
    const command = new ConverseCommand({ modelId: nova, messages: say(text, image, pdf, note) });
    const { output, usage } = await connect(sandbox.urls.internet).send(command);
    expect(output?.message?.content?.[0]?.text).toContain(
      ': What is this? [image png 70 bytes] [document pdf 3 bytes] [document txt 4 bytes] [',
    );
    // 13 + 20 + 22 + 22 characters.
    expect(usage?.inputTokens).toBe(20);
  });

  it('are named in a Converse stream', async () => {
    const command = new ConverseStreamCommand({ modelId: sonnet, messages: say(text, image) });
    const events = await readEvents((await connect(sandbox.urls.vpn).send(command)).stream);
    expect(events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('')).toContain(
      'What is this? [image png 70 bytes]',
    );
  });

  it('in the bodies of Claude are named in the answer, whole and streamed', async () => {
    const content = [
      { type: 'text', text: 'Look:' },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: onePixelPng } },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'YWI=' } },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'abcd' } },
    ];
    const body = claudeBody('', { messages: [{ role: 'user', content }] });
    const client = connect(sandbox.urls.internet);
    const answer = readJson((await client.send(new InvokeModelCommand({ modelId: sonnet, body }))).body);
    const said = 'Look: [image webp 70 bytes] [document pdf 2 bytes] [document txt 4 bytes] [';
    expect(answer['content']).toMatchObject([{ text: expect.stringContaining(said) as string }]);
    const streamed = await client.send(new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body }));
    const deltas = (await readChunks(streamed.body)).map(({ delta }) => (delta as { text?: string })?.text ?? '');
    expect(deltas.join('')).toContain(said);
  });
});

it('counts tokens of media as an answer does', async () => {
  const input = { converse: { messages: say(text, image) } };
  const client = runtimeClient(sandbox.urls.internet);
  // 13 + 20 characters.
  expect((await client.send(new CountTokensCommand({ modelId: sonnet, input }))).inputTokens).toBe(9);
});

it('reads media in the result of a tool', async () => {
  const toolResult = { toolUseId: 't1', content: [{ image: { format: 'gif' as ImageFormat, source: { bytes } } }] };
  const toolConfig = { tools: [{ toolSpec: { name: 'look', inputSchema: { json: {} } } }] };
  const command = new ConverseCommand({ modelId: nova, messages: say({ toolResult }), toolConfig });
  const { output } = await runtimeClient(sandbox.urls.internet).send(command);
  expect(output?.message?.content?.[0]?.text).toContain(': [image gif 3 bytes] [');
});

const imageOf = (format: string, size: number): ContentBlock => ({
  image: { format: format as ImageFormat, source: { bytes: Buffer.alloc(size) } },
});
const documentOf = (name: string, format: string, size: number): ContentBlock => ({
  document: { name, format: format as DocumentFormat, source: { bytes: Buffer.alloc(size) } },
});
const threeAndThreeQuartersMiB = 3_932_160;
const fourAndAHalfMiB = 4_718_592;

describe('Converse', () => {
  it('takes an image and a document of exactly the greatest size', async () => {
    const messages = say(text, imageOf('jpeg', threeAndThreeQuartersMiB), documentOf('a', 'csv', fourAndAHalfMiB));
    const { output } = await runtimeClient(sandbox.urls.internet).send(
      new ConverseCommand({ modelId: nova, messages }),
    );
    expect(output?.message?.content?.[0]?.text).toContain('[image jpeg 3932160 bytes] [document csv 4718592 bytes]');
  });

  it.each([
    ['an unknown image format', say(text, imageOf('bmp', 3)), 'enum value set: [gif, jpeg, png, webp]'],
    ['an image that is too big', say(text, imageOf('png', threeAndThreeQuartersMiB + 1)), 'at most 3932160 bytes'],
    ['an empty image', say(text, imageOf('png', 0)), 'base64 of at least one byte'],
    ['21 images', say(text, ...Array.from({ length: 21 }, () => image)), 'more than 20 images'],
    ['an unknown document format', say(text, documentOf('a', 'exe', 3)), 'Member must satisfy enum value set: [csv'],
    ['a document that is too big', say(text, documentOf('a', 'md', fourAndAHalfMiB + 1)), 'at most 4718592 bytes'],
    ['a name with a dot', say(text, documentOf('a.pdf', 'pdf', 3)), 'The document file name can only contain'],
    ['a name with two spaces', say(text, documentOf('a  b', 'pdf', 3)), 'The document file name can only contain'],
    ['a document without text', say(pdf), 'needs a text block beside it'],
    ['six documents', say(text, ...Array.from({ length: 6 }, () => pdf)), 'more than 5 documents'],
    ['a document of no format', say(text, { document: { name: 'a', source: { bytes } } }), 'not null'],
    [
      'an image from S3',
      say(text, { image: { format: 'png', source: { s3Location: { uri: 's3://a/b' } } } }),
      'must be base64',
    ],
    [
      'an image of the assistant',
      [...say(text), { role: 'assistant' as const, content: [image] }],
      'must have the role user',
    ],
  ])('refuses %s', async (_, messages, message) => {
    const command = new ConverseCommand({ modelId: nova, messages });
    await expect(runtimeClient(sandbox.urls.internet).send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses an image for a model that sees none', async () => {
    for (const modelId of ['amazon.nova-micro-v1:0', 'mistral.mistral-7b-instruct-v0:2']) {
      const command = new ConverseCommand({ modelId, messages: say(text, image) });
      await expect(runtimeClient(sandbox.urls.vpn).send(command)).rejects.toThrow("doesn't support the image");
    }
  });

  it.each(['not base64', 'YWI', 'YW=I', '', undefined])('refuses bytes that are no base64: %j', async (given) => {
    const content = [{ text: 'x' }, { image: { format: 'png', source: { bytes: given } } }];
    const response = await fetch(`${sandbox.urls.internet}/model/${encodeURIComponent(nova)}/converse`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ messages: [{ role: 'user', content }] }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('must be base64 of at least one byte');
  });
});

describe('Claude', () => {
  const source = { type: 'base64', media_type: 'image/png', data: onePixelPng };

  it.each([
    ['a URL', 'image', { type: 'url', url: 'https://example.com/a.png' }, "expected tags: 'base64'"],
    ['an unknown type', 'image', { ...source, media_type: 'image/bmp' }, "Input should be 'image/jpeg', 'image/png'"],
    ['no base64', 'image', { ...source, data: 'a.b' }, 'messages.0.content.0.image.source.base64.data: Input should'],
    ['too much', 'image', { ...source, data: base64Of(3_932_163) }, 'exceeds 5 MB maximum: 5242884 bytes > 5242880'],
    ['a document of words', 'document', { type: 'base64', media_type: 'text/plain', data: 'YQ==' }, 'application/pdf'],
    ['a text that is none', 'document', { type: 'text', media_type: 'text/html', data: 'a' }, "'text/plain'"],
    ['a text without text', 'document', { type: 'text', media_type: 'text/plain' }, 'data: Field required'],
  ])('refuses %s', async (_, type, given, message) => {
    const body = claudeBody('', { messages: [{ role: 'user', content: [{ type, source: given }] }] });
    await expect(
      runtimeClient(sandbox.urls.internet).send(new InvokeModelCommand({ modelId: sonnet, body })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) as string });
  });

  it('takes an image of exactly the greatest size, and refuses a bad one in the result of a tool', async () => {
    const big = { type: 'image', source: { ...source, data: base64Of(threeAndThreeQuartersMiB) } };
    const bad = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url' } }] };
    const send = async (block: object): Promise<unknown> => {
      const body = claudeBody('', { messages: [{ role: 'user', content: [block] }] });
      return runtimeClient(sandbox.urls.vpn).send(new InvokeModelCommand({ modelId: sonnet, body }));
    };
    await expect(send(big)).resolves.toBeDefined();
    await expect(send(bad)).rejects.toThrow('messages.0.content.0.content.0.image.source');
  });
});
