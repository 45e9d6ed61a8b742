import type { Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { skipWithoutChromium } from './chromium.js';
import { shareBrowser } from './share-browser.js';

describe.skipIf(skipWithoutChromium('/console without access in a real browser'))(
  'the console',
  { timeout: 60_000 },
  () => {
    const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true' } });
    const browser = shareBrowser();
    const open = (token: string) => browser.open(`${system.url}/console#token=${token}`);
    const ask = async (subject: string): Promise<void> => {
      const response = await post(system, '/vpn/bedrock/invoke', HELLO, { token: await system.token({ subject }) });
      await response.text();
    };

    it('keeps all that it shows when its token expires, says so, and goes on with a new one', async () => {
      const { page, console } = await open(await system.token({ lifetimeSeconds: 3 }));
      await ask('before');
      await page.locator('#request-rows tr', { hasText: 'before' }).waitFor();
      const notice = page.getByRole('alert');
      await notice.filter({ hasText: 'The token has expired' }).waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe('token');
      expect(await page.locator('#request-rows tr', { hasText: 'before' }).count()).toBe(1);
      expect(await page.locator('#vpn-state').textContent()).toBe('Up');

      await ask('meanwhile');
      await page.getByLabel('Token', { exact: true }).fill(`Bearer ${await system.token()}`);
      await page.keyboard.press('Enter');
      await page.getByText('● Live').waitFor();
      await page.locator('#request-rows tr', { hasText: 'meanwhile' }).waitFor();
      expect(await page.locator('#request-rows tr', { hasText: 'before' }).count()).toBe(1);
      expect(await page.locator('#access').isVisible()).toBe(false);
      expect(console).toEqual([]);
    });

    it.each([
      ['an expired token', { lifetimeSeconds: -5 }, 'does not take this token', 401],
      [
        'a token without its permission',
        { permissions: ['status:read'] },
        'does not have the permission console:read',
        403,
      ],
    ] as const)('says what is wrong with %s', async (_, grant, words, status) => {
      const { page, console } = await open(await system.token(grant));
      await page.getByRole('alert').filter({ hasText: words }).waitFor();
      // The browser tells of refused requests by itself; there is nothing else.
      expect(console.filter((line) => !line.includes(`the server responded with a status of ${status}`))).toEqual([]);
    });

    it('asks for one long word where something else is entered', async () => {
      const { page } = await browser.open(`${system.url}/console`);
      await page.getByLabel('Token', { exact: true }).fill('two words');
      await page.getByRole('button', { name: 'Use this token' }).click();
      await page.getByText('it is one long word without spaces').waitFor();
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
    });

    it('does without the audit where the token does not permit it, and says which part that is', async () => {
      const { page } = await open(await system.token({ permissions: ['console:read'] }));
      await page.locator('#usage-note', { hasText: 'needs a token with the permission audit:read' }).waitFor();
      await ask('harry');
      await page.locator('#request-rows tr', { hasText: 'harry' }).getByRole('button').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('The whole record needs a token with the permission audit:read.').waitFor();
      expect(await dialog.getByRole('listitem').count()).toBe(1);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Read older requests' }).click();
      await page.getByText('Older requests need a token').waitFor();
    });

    it('says that it is cut off, comes back by itself, and has missed nothing', async () => {
      const { page } = await open(await system.token());
      await page.getByText('● Live').waitFor();
      // Nothing gets through, and what is open breaks.
      await page.route('**/console/events', (route) => route.abort());
      const server: Server = system.app.getHttpServer();
      server.closeAllConnections();
      await page.getByText('▲ Cut off, trying again').waitFor();
      await ask('unseen');
      await page.unroute('**/console/events');
      await page.getByText('● Live').waitFor();
      await page.locator('#request-rows tr', { hasText: 'unseen' }).waitFor();
      expect(await page.locator('#request-rows tr', { hasText: 'unseen' }).count()).toBe(1);
    });
  },
);
