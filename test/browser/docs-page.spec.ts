import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCS_POLICY } from '../../apps/gateway/src/docs/docs-page.js';
import { shareSystem } from '../support/share-system.js';
import { openPage, skipWithoutChromium, startChromium } from './chromium.js';

describe.skipIf(skipWithoutChromium('/docs in a real browser'))('Swagger UI in a browser, under its policy', () => {
  const system = shareSystem();
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(() => browser.close());

  it('comes up whole, and nothing in it is refused', { timeout: 90_000 }, async () => {
    const { page, console } = await openPage(browser, `${system.url}/docs`);
    // Not in the page: Swagger UI has read the document and made this of it.
    await page.locator('.opblock-summary').first().waitFor();
    expect(await page.content()).toContain('postVpnBedrockInvoke');
    expect(console).toEqual([]);
  });

  it('would be seen to refuse what the policy does not allow', { timeout: 90_000 }, async () => {
    const html = '<!DOCTYPE html><body><style>p{color:red}</style><script>document.title="ran"</script></body>';
    const server = createServer((_request, response) => {
      response.setHeader('Content-Security-Policy', DOCS_POLICY).setHeader('Content-Type', 'text/html').end(html);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { page, console } = await openPage(browser, `http://127.0.0.1:${port}/`);
    server.closeAllConnections();
    server.close();
    expect(await page.title()).not.toBe('ran');
    expect(console.filter((line) => line.includes('Content Security Policy'))).toHaveLength(2);
  });
});
