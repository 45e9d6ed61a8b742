import { beforeAll, describe, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { skipWithoutChromium } from './chromium.js';
import { CONTROL_CONTRASTS, NAMELESS, SIDEWAYS, TEXT_CONTRASTS } from './look-at-page.js';
import { shareBrowser } from './share-browser.js';

/** A part of the page with what it has for a contrast. */
type Contrasts = readonly { readonly text: string; readonly ratio: number }[];

describe.skipIf(skipWithoutChromium('accessibility of /console'))('the console', { timeout: 60_000 }, () => {
  const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true' } });
  const browser = shareBrowser();

  beforeAll(async () => {
    for (const path of ['/vpn/bedrock/invoke', '/internet/bedrock/invoke'])
      await (await post(system, path, HELLO)).text();
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    await (await post(system, '/vpn/bedrock/invoke', HELLO)).text();
    await system.records();
  });

  /** The page with everything on it: a route up, a route down, requests, errors, usage and, if asked for, a notice. */
  const open = async (options: Parameters<typeof browser.open>[1] = {}) => {
    const { page } = await browser.open(`${system.url}/console#token=${await system.token()}`, options);
    await page.locator('#vpn-state', { hasText: 'Down' }).waitFor();
    await page.locator('#usage-rows tr').first().waitFor();
    await page.locator('#errors-rows tr').first().waitFor();
    return page;
  };

  it.each([
    { colorScheme: 'light', theme: 'system' },
    { colorScheme: 'dark', theme: 'system' },
    { colorScheme: 'dark', theme: 'light' },
    { colorScheme: 'light', theme: 'dark' },
  ] as const)(
    'can be read with $colorScheme as the system and $theme as the choice',
    async ({ colorScheme, theme }) => {
      const page = await open({ colorScheme });
      await page.getByLabel('Theme').selectOption(theme);
      const isDark = theme === 'dark' || (theme === 'system' && colorScheme === 'dark');
      const background: string = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(isDark ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');

      const opener = page.locator('#request-rows button').first();
      await opener.click();
      await page.getByText('As it is on record.').waitFor();
      const whole: Contrasts = await page.evaluate(TEXT_CONTRASTS);
      expect(whole.length).toBeGreaterThan(80);
      expect(whole.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Forget the token' }).click();
      const asking: Contrasts = await page.evaluate(TEXT_CONTRASTS);
      expect(asking.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      const controls: Contrasts = await page.evaluate(CONTROL_CONTRASTS);
      expect(controls.length).toBeGreaterThan(5);
      expect(controls.filter(({ ratio }) => ratio < 3)).toEqual([]);
    },
  );

  it('has landmarks, headings in order, names for everything, and tables that are tables', async () => {
    const page = await open();
    for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(landmark).count(), landmark).toBe(1);
    }
    const levels: readonly number[] = await page.evaluate(
      '[...document.querySelectorAll("h1,h2,h3")].filter((h) => h.checkVisibility()).map((h) => Number(h.tagName[1]))',
    );
    expect(levels[0]).toBe(1);
    expect(levels.filter((level, at) => level > (levels[at - 1] ?? 1) + 1)).toEqual([]);
    expect(await page.evaluate(NAMELESS)).toEqual([]);
    expect(await page.getByRole('columnheader').count()).toBe(3 + 8 + 9);
    expect(await page.getByRole('rowheader').count()).toBeGreaterThan(3);
    await page.locator('#request-rows button').first().click();
    await page.getByRole('dialog', { name: /^Request [0-9a-f-]{36}$/ }).waitFor();
    expect(await page.evaluate(NAMELESS)).toEqual([]);
  });

  it('says aloud, politely, when a route changes, and nothing of each request', async () => {
    const page = await open();
    const announcements = page.locator('[aria-live=polite]');
    expect(await announcements.textContent()).toBe('');
    await system.sandbox.faults.clear();
    await announcements.filter({ hasText: 'VPN route: Up' }).waitFor({ state: 'attached' });
    await (await post(system, '/internet/bedrock/invoke', HELLO)).text();
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const words = 'VPN route: Down: unreachable (connection-refused)';
    await announcements.filter({ hasText: words }).waitFor({ state: 'attached' });
    // Where the requests come in, nothing is announced.
    expect(await page.locator('#requests [aria-live], #request-rows[role]').count()).toBe(0);
  });

  it('tells states by words and shapes, not by colour alone', async () => {
    const page = await open({ forcedColors: 'active' });
    expect(await page.locator('#vpn-card .state').textContent()).toMatch(/■\s+Down/);
    expect(await page.locator('#internet-card .state').textContent()).toMatch(/●\s+Up/);
  });

  it('leads by keyboard past what comes first, with a focus that is seen', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the requests');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().width')).toBeGreaterThan(50);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.name')).toBe('route');
  });

  it.each([
    ['on a small phone', { viewport: { width: 360, height: 740 } }],
    ['at 200 %', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
  ])('needs no moving sideways %s', async (_, options) => {
    const page = await open(options);
    expect(await page.evaluate(SIDEWAYS)).toBe(0);
    await page.locator('#request-rows button').first().click();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(SIDEWAYS)).toBe(0);
    expect(
      await page.evaluate(
        '(() => { const d = document.querySelector("dialog"); return d.scrollWidth - d.clientWidth; })()',
      ),
    ).toBe(0);
  });

  it('does not move for those who want no motion', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    expect(await page.evaluate('getComputedStyle(document.querySelector(".route")).transitionDuration')).toBe('0s');
    const moving = await open({ reducedMotion: 'no-preference' });
    expect(await moving.evaluate('getComputedStyle(document.querySelector(".route")).transitionDuration')).toBe('0.3s');
  });
});
