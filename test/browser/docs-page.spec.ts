import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DOCS_POLICY } from '../../apps/gateway/src/docs/docs-page.js';
import { shareSystem } from '../support/share-system.js';
import { missingChromium, openInChromium } from './chromium.js';

if (missingChromium !== undefined) process.stderr.write(`SKIPPED: /docs in a real browser: ${missingChromium}\n`);

describe.skipIf(missingChromium !== undefined)('Swagger UI in a browser, under its policy', () => {
  const system = shareSystem();

  it('comes up whole, and nothing in it is refused', { timeout: 90_000 }, async () => {
    const { dom, console } = await openInChromium(`${system.url}/docs`);
    expect(console).toEqual([]);
    // Not in the page: Swagger UI has read the document and made this of it.
    expect(dom).toContain('postVpnBedrockInvoke');
    expect(dom).toContain('opblock-summary');
  });

  it('would be seen to refuse what the policy does not allow', { timeout: 90_000 }, async () => {
    const page = '<!DOCTYPE html><body><style>p{color:red}</style><script>document.title="ran"</script></body>';
    const server = createServer((_request, response) => {
      response.setHeader('Content-Security-Policy', DOCS_POLICY).setHeader('Content-Type', 'text/html').end(page);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { dom, console } = await openInChromium(`http://127.0.0.1:${port}/`);
    server.closeAllConnections();
    server.close();
    expect(dom).not.toContain('<title>ran');
    expect(console.filter((line) => line.includes('Content Security Policy'))).toHaveLength(2);
  });
});
