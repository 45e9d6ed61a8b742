import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Debian's package `chromium`. */
const CHROMIUM = '/usr/bin/chromium';

/** A page gets this long of its own time, which goes by faster than ours. */
const PAGE_TIME_MS = 10_000;
const TIMEOUT_MS = 60_000;
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What a page became in the browser. */
export interface OpenedPage {
  /** The document as it is after its scripts have run. */
  readonly dom: string;
  /** What the browser and the page wrote to the console, complaints about the page's policy among them. */
  readonly console: readonly string[];
}

/** Why there is no browser; undefined if there is one. */
export const missingChromium = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not there`;

/** Opens a page in a browser that has never been anywhere. */
export async function openInChromium(url: string): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const run = [`--user-data-dir=${folder}`, `--virtual-time-budget=${PAGE_TIME_MS}`, '--enable-logging=stderr'];
  try {
    const { stdout, stderr } = await promisify(execFile)(CHROMIUM, [...options, ...quiet, ...run, '--dump-dom', url], {
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_OUTPUT_BYTES,
    });
    return { dom: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
