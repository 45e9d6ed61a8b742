import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HELLO, MODELS } from '../support/models.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { skipWithoutChromium } from './chromium.js';
import { shareBrowser } from './share-browser.js';

/** Set to anything, it has the pictures of the documents taken anew: fonts differ from machine to machine. */
const isAsked = process.env['TEST_WRITE_PICTURES'] !== undefined;

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

describe.skipIf(!isAsked || skipWithoutChromium('pictures of /console'))('pictures', { timeout: 60_000 }, () => {
  const prices = '{"*":{"inputUsdPerMTok":3,"outputUsdPerMTok":15}}';
  const system = shareSystem({
    env: {
      GATEWAY_CONSOLE: 'true',
      GATEWAY_MODEL_PRICES: prices,
      GATEWAY_BEDROCK_REGION: 'us-east-1',
      GATEWAY_TRAFFIC_TABLE: 'traffic',
    },
  });
  const browser = shareBrowser();

  /** Some minutes in the life of a gateway, in seconds. */
  const live = async (): Promise<void> => {
    for (let round = 0; round < 12; round += 1) {
      const { modelId, body } = MODELS[round % MODELS.length] ?? HELLO;
      const tenant = ['claims', 'payments'][round % 2] ?? '';
      const token = await system.token({ subject: `app-${(round % 3) + 1}`, tenant });
      for (const route of ['internet', 'vpn'] as const) {
        // Something to see: the VPN is the slower one.
        const delayMs = (route === 'vpn' ? 180 : 90) + ((round * 53) % 140);
        await system.sandbox.faults.set(route, { fault: 'slow', delayMs: delayMs / 4 });
      }
      const path =
        ['/bedrock/invoke', '/vpn/bedrock/invoke-stream', '/internet/bedrock/invoke-stream'][round % 3] ?? '';
      await (await post(system, path, { modelId, body }, { token })).text();
    }
    await system.sandbox.faults.set('vpn', { fault: 'none' });
    await system.sandbox.faults.set('internet', { fault: 'throttle', times: 4 });
    await (await post(system, '/internet/bedrock/invoke', HELLO)).text();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    await (await post(system, '/bedrock/invoke', HELLO)).text();
    await system.records();
  };

  it.each(['light', 'dark'] as const)('of the whole page and of one request, %s', async (colorScheme) => {
    mkdirSync(FOLDER, { recursive: true });
    await system.sandbox.faults.clear();
    await live();
    const options = { colorScheme, viewport: { width: 1280, height: 1400 } };
    const { page } = await browser.open(`${system.url}/console#token=${await system.token()}`, options);
    await page.locator('#internet-state', { hasText: 'Down' }).waitFor();
    await page.locator('#usage-rows tr').first().waitFor();
    await page.locator('#store-secrets', { hasText: 'Up' }).waitFor();
    await page.screenshot({ path: `${FOLDER}console-${colorScheme}.png` });
    await page.locator('#request-rows button').first().click();
    await page.getByText('As it is on record.').waitFor();
    await page.locator('#request').screenshot({ path: `${FOLDER}console-request-${colorScheme}.png` });
    expect(await page.locator('#request-attempts li').count()).toBeGreaterThan(1);
  });
});
