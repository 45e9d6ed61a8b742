import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmStart, type RunningStart } from '../docs/npm-start.js';
import { skipWithoutChromium } from './chromium.js';
import { shareBrowser } from './share-browser.js';

/** What the page promises: somebody who looks at it knows of a fault so soon, and so soon that it is over. */
const SHOWN_WITHIN_MS = 5_000;
const OVER_WITHIN_MS = 15_000;

/** A fault of a route, and how the page has to show it. */
interface Scene {
  readonly route: string;
  readonly fault: string;
  readonly state: string;
  readonly reason: string;
}

describe.skipIf(skipWithoutChromium('/console of npm start in a real browser'))('from npm start, the console', () => {
  const browser = shareBrowser();
  let start: RunningStart;

  beforeAll(async () => {
    start = await npmStart();
  });
  afterAll(() => start[Symbol.asyncDispose]());

  const inject = async (route: string, fault: string): Promise<void> => {
    const body = JSON.stringify({ route, fault });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${start.switchboardUrl}/faults`, { method: 'PUT', headers, body });
    expect(answer.ok, await answer.text()).toBe(true);
  };

  it.each<{ readonly faults: string; readonly scenes: readonly Scene[] }>([
    {
      faults: 'a route that refuses connections, and credentials that are not taken',
      scenes: [
        { route: 'vpn', fault: 'down', state: 'Down', reason: 'unreachable (connection-refused)' },
        { route: 'internet', fault: 'expired', state: 'Down', reason: 'denied (' },
      ],
    },
    {
      faults: 'a route that leads to a page, and one that hangs',
      scenes: [
        { route: 'vpn', fault: 'html', state: 'Down', reason: 'not-bedrock (' },
        { route: 'internet', fault: 'stall', state: 'Not answering', reason: 'a probe has been waiting for' },
      ],
    },
  ])(
    'shows within 5 s, and within 15 s that it is over, without any traffic: $faults',
    { timeout: 60_000 },
    async ({ scenes }) => {
      const { page, console } = await browser.open(start.consoleUrl);
      const stateOf = (route: string, words: string) => page.locator(`#${route}-state`, { hasText: words });
      for (const { route } of scenes) await stateOf(route, 'Up').waitFor();

      const shown = async ({ route, fault, state, reason }: Scene): Promise<void> => {
        await inject(route, fault);
        await stateOf(route, state).waitFor({ timeout: SHOWN_WITHIN_MS });
        expect(await page.locator(`#${route}-reason`).textContent()).toContain(reason);
      };
      await Promise.all(scenes.map(shown));

      const over = async ({ route }: Scene): Promise<void> => {
        await inject(route, 'none');
        await stateOf(route, 'Up').waitFor({ timeout: OVER_WITHIN_MS });
      };
      await Promise.all(scenes.map(over));
      expect(console).toEqual([]);
    },
  );
});
