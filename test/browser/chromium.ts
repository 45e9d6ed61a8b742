import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Debian's package `chromium`. */
const CHROMIUM = '/usr/bin/chromium';

const TIMEOUT_MS = 30_000;

/** Why there is no browser; undefined if there is one. */
export const missingChromium = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not there`;

/** What a page was heard to complain about, the browser's complaints about its policy among them. */
export interface HeardPage {
  readonly page: Page;
  /** Whatever was written to the console, and errors that nobody caught. */
  readonly console: readonly string[];
}

/** Says loudly that these tests are skipped for want of a browser. @throws {Error} where one is required. */
export function skipWithoutChromium(what: string): boolean {
  if (missingChromium === undefined) return false;
  if (process.env['TEST_BROWSER_REQUIRED'] !== undefined)
    throw new Error(`${what} needs a browser: ${missingChromium}`);
  process.stderr.write(`SKIPPED: ${what}: ${missingChromium}\n`);
  return true;
}

/** Starts a browser; `close` it. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    timeout: TIMEOUT_MS,
    // The sandbox of the browser needs rights that containers do not have; what is opened here is ours.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}

/** Opens a page as somebody does who has never been there. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<HeardPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const console: string[] = [];
  page.on('console', (message) => console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console.push(`uncaught: ${error.message}`));
  await page.goto(url);
  return { page, console };
}
