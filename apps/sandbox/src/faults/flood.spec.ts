import http from 'node:http';
import { once } from 'node:events';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, sonnet } from '../testing/messages.js';
import { apiKey, runtimeClient } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());

const chunkBytes = 65_536;

it('makes a flood no faster than it is read, and keeps nothing of it', async () => {
  // 4000 chunks of 64 KiB would be 350 MB in base64; sockets on loopback hold a few.
  await sandbox.faults.set('internet', { fault: 'flood', chunks: 4000, chunkBytes });
  const path = `/model/${encodeURIComponent(sonnet)}/invoke-with-response-stream`;
  const headers = { authorization: `Bearer ${apiKey}` };
  const request = http.request(sandbox.urls.internet, { method: 'POST', path, headers });
  request.end(claudeBody('Hello'));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];

  // Nobody reads: the writer comes to rest, far from the end.
  let before = -1;
  await expect
    .poll(() => {
      const now = sandbox.exchanges('internet')[0]?.responseBytes ?? 0;
      const rests = now === before;
      before = now;
      return rests && now > 0;
    })
    .toBe(true);
  expect(before).toBeLessThan(40_000_000);
  expect(sandbox.exchanges('internet')[0]?.responseBody).toBeUndefined();
  response.destroy();
  await expect.poll(() => sandbox.exchanges('internet')[0]?.aborted).toBe(true);
});

it('floods Converse streams with exactly what was ordered', async () => {
  await sandbox.faults.set('vpn', { fault: 'flood', chunks: 30, chunkBytes });
  const messages = [{ role: 'user' as const, content: [{ text: 'Hello' }] }];
  const { stream } = await runtimeClient(sandbox.urls.vpn).send(
    new ConverseStreamCommand({ modelId: sonnet, messages }),
  );
  const lengths = [];
  for await (const event of stream ?? []) {
    const { text } = event.contentBlockDelta?.delta ?? {};
    if (text !== undefined) lengths.push(text.length);
  }
  expect(lengths).toStrictEqual(Array.from({ length: 30 }, () => chunkBytes));
});
