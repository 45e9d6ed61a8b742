import { once } from 'node:events';
import { connect } from 'node:http2';
import { expect, it } from 'vitest';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true' } });

it('comes by HTTP/2 as well, event by event, and ends when its reader leaves', async () => {
  const session = connect(system.url);
  const stream = session.request({
    ':path': '/console/events',
    authorization: `Bearer ${await system.token({ subject: 'by HTTP/2' })}`,
  });
  const [headers] = (await once(stream, 'response')) as [Readonly<Record<string, unknown>>];
  expect(headers).toMatchObject({ ':status': 200, 'content-type': 'text/event-stream; charset=utf-8' });
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text += String(chunk);
    if (text.split('event: status').length > 2) break;
  }
  expect(text).toMatch(/^event: status\ndata: \{.+\}\n\n/);
  session.close();
  await expect
    .poll(async () => (await system.records()).filter((record) => record['operation'] === 'WatchConsole'))
    .toMatchObject([{ subject: 'by HTTP/2', outcome: 'complete', statusCode: 200 }]);
});
