import { describe, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startGateway } from '../support/system.js';
import { skipWithoutChromium } from './chromium.js';
import { shareBrowser } from './share-browser.js';

describe.skipIf(skipWithoutChromium('/console in a real browser'))('the console', { timeout: 60_000 }, () => {
  const prices = '{"*":{"inputUsdPerMTok":100000,"outputUsdPerMTok":100000}}';
  const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true', GATEWAY_MODEL_PRICES: prices } });
  const browser = shareBrowser();

  /** Asks a model, and says by which id the request is known. */
  const ask = async (path: string, subject: string): Promise<string> => {
    const response = await post(system, path, HELLO, { token: await system.token({ subject }) });
    await response.text();
    return response.headers.get('x-request-id') ?? '';
  };
  const open = async (token?: string) => {
    const opened = await browser.open(`${system.url}/console#token=${token ?? (await system.token())}`);
    await opened.page.getByText('● Live').waitFor();
    const rowsOf = (text: string) => opened.page.locator('#request-rows tr', { hasText: text });
    return { ...opened, rowsOf };
  };

  it('takes the token out of the address at once, and keeps it in this tab alone', async () => {
    const token = await system.token();
    const { page, console } = await open(token);
    expect(page.url()).toBe(`${system.url}/console`);
    expect(await page.evaluate('Object.values(sessionStorage)')).toEqual([token]);
    expect(await page.evaluate('[JSON.stringify(localStorage), document.cookie].join()')).not.toContain(token);
    await page.reload();
    await page.getByText('● Live').waitFor();

    await page.getByRole('button', { name: 'Forget the token' }).click();
    await page.getByText('The token has been forgotten').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await page.reload();
    await page.getByText('Enter a token with the permission console:read.').waitFor();
    expect(console).toEqual([]);
  });

  it('says where it runs and where that leads', async () => {
    const { page } = await open();
    await page.getByRole('heading', { level: 1, name: 'Running in GovCloud' }).waitFor();
    await page.getByText('AWS GovCloud, us-gov-west-1').waitFor();
    expect(await page.locator('#attachment').textContent()).toBe('internet and VPN');
    await page.locator('#store-audit', { hasText: '● Up' }).waitFor();
  });

  it('shows a request as it ends, without a reload, and what it says about the routes', async () => {
    const { page, console, rowsOf } = await open();
    await ask('/vpn/bedrock/invoke', 'alice');
    await rowsOf('alice').waitFor();
    expect(await rowsOf('alice').locator('td').allTextContents()).toEqual([
      '● complete 200',
      'vpn',
      'InvokeModel',
      HELLO.modelId,
      'alice',
      'internal',
      expect.stringMatching(/^\d+ ms$/),
      expect.stringMatching(/^\d+ ms$/), // prettier-ignore
    ]);
    await page.locator('#vpn-quantiles', { hasText: 'Whole time: p50' }).waitFor();
    expect(await page.locator('#vpn-chart canvas').count()).toBe(1);
    expect(console).toEqual([]);
  });

  it('shows errors by kind, and tokens and cost by model', async () => {
    await ask('/internet/bedrock/invoke', 'carol');
    await system.sandbox.faults.set('internet', { fault: 'denied' });
    await ask('/internet/bedrock/invoke', 'mallory');
    await system.sandbox.faults.clear();
    await system.records();
    const { page } = await open();
    await page.locator('#errors-rows tr', { hasText: 'AccessDeniedException' }).waitFor();
    expect(await page.locator('#errors-rows tr', { hasText: 'AccessDeniedException' }).locator('td').allTextContents()).toEqual(['1', 'internet']); // prettier-ignore
    const usage = page.locator('#usage-rows tr', { hasText: HELLO.modelId });
    await usage.waitFor();
    expect((await usage.locator('td').allTextContents()).at(-1)).toMatch(/^\$[1-9]\d*\.\d\d$/);
  });

  it('shows those that are asked for, and holds back new ones while it is paused', async () => {
    const { page, rowsOf } = await open();
    await ask('/internet/bedrock/invoke', 'dave');
    await ask('/vpn/bedrock/invoke', 'erin');
    await rowsOf('erin').waitFor();
    await page.getByRole('combobox', { name: 'Route' }).selectOption('internet');
    await rowsOf('erin').waitFor({ state: 'detached' });
    await rowsOf('dave').waitFor();
    await page.getByLabel('Caller').fill('ERIN');
    expect(await page.locator('#request-rows tr').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Route' }).selectOption('');
    await rowsOf('erin').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await ask('/vpn/bedrock/invoke', 'erin');
    await page.getByText('1 held back').waitFor();
    expect(await rowsOf('erin').count()).toBe(1);
    await page.getByRole('button', { name: 'Pause', pressed: true }).click();
    await expect.poll(() => rowsOf('erin').count()).toBe(2);
  });

  it('opens a request by keyboard, with its attempts on a timeline, and comes back to where one was', async () => {
    const { page, rowsOf } = await open();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const id = await ask('/bedrock/invoke', 'frank');
    await system.sandbox.faults.clear();
    await ask('/vpn/bedrock/invoke', 'grace');
    await rowsOf('grace').getByRole('button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Request ${id}` });
    await dialog.getByText('As it is on record.').waitFor();
    const attempts = await dialog.getByRole('listitem').allTextContents();
    expect(attempts.at(-1)).toMatch(/^vpn \(direct\): ok, began after .+, took \d+ ms$/);
    expect(attempts[0]).toMatch(/^internet \(direct\): unreachable, began after \d+ ms, took \d+ ms$/);
    const [first, last] = [dialog.locator('.bar').first(), dialog.locator('.bar').last()];
    expect((await last.boundingBox())?.x).toBeGreaterThan((await first.boundingBox())?.x ?? Infinity);

    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.closest("tr").textContent')).toContain('frank');
  });

  it('reads older requests from the audit, those of other processes included', async () => {
    const { page, rowsOf } = await open();
    await using other = await startGateway(system.sandbox);
    await (
      await post(other, '/vpn/bedrock/invoke', HELLO, { token: await system.token({ subject: 'elsewhere' }) })
    ).text();
    await other.records();
    expect(await rowsOf('elsewhere').count()).toBe(0);
    await page.getByRole('button', { name: 'Read older requests' }).click();
    await page.locator('#older-note', { hasText: 'older requests were read' }).waitFor();
    expect(await rowsOf('elsewhere').count()).toBe(1);
  });

  it('shows as text what looks like markup', async () => {
    const name = '<img src=x onerror=alert(1)><b>bold</b>';
    const { console, rowsOf } = await open();
    await ask('/vpn/bedrock/invoke', name);
    await rowsOf('onerror').waitFor();
    expect(await rowsOf('onerror').locator('td').nth(4).textContent()).toBe(name);
    expect(console).toEqual([]);
  });
});
