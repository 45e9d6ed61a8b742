import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { openPage, startChromium, type HeardPage } from './chromium.js';

/** One browser for all tests of a file; each page in it is that of somebody who has never been there. */
export interface SharedBrowser {
  /** Opens a page that is closed when the test has ended. */
  open(url: string, options?: BrowserContextOptions): Promise<HeardPage>;
}

/** Starts a browser before the first test and ends it after the last. To be called where hooks may be. */
export function shareBrowser(): SharedBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  return {
    open: async (url, options) => {
      if (!browser) throw new Error('The browser starts with the tests');
      const heard = await openPage(browser, url, options);
      onTestFinished(() => heard.page.context().close());
      return heard;
    },
  };
}
