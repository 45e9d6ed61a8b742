import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as it is sent. */
export interface ConsoleFile {
  readonly contentType: string;
  readonly body: Buffer;
  /** Strong, with its quotes: says whether a browser has this very file already. */
  readonly etag: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** `apps/console`, seen from the sources and from what is built of them alike. */
const CONSOLE = fileURLToPath(new URL('../../../console/', import.meta.url));

/** Where a path of the page leads. */
export const PAGE_PATH = '/console';

/**
 * Reads everything that the page is made of, once: a path of a request never becomes a path of a file.
 *
 * @returns files by the path that they are served on.
 * @throws {Error} if the page has not been built.
 */
export function readConsoleFiles(): ReadonlyMap<string, ConsoleFile> {
  const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));
  const assets = [
    ...filesIn(join(CONSOLE, 'page'), '.css'),
    ...filesIn(join(CONSOLE, 'page'), '.svg'),
    ...filesIn(join(CONSOLE, 'dist'), '.js'),
  ];
  return new Map([
    [PAGE_PATH, readOne(join(CONSOLE, 'page', 'index.html'))],
    ...assets.map((file) => [`${PAGE_PATH}/${basename(file)}`, readOne(file)] as const),
    [`${PAGE_PATH}/uplot.js`, readOne(join(uplot, 'uPlot.esm.js'))],
    [`${PAGE_PATH}/uplot.css`, readOne(join(uplot, 'uPlot.min.css'))],
  ]);
}

function filesIn(folder: string, ending: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  if (names.length === 0) throw new Error(`The console has not been built: no ${ending} in ${basename(folder)}`);
  return names.map((name) => join(folder, name));
}

function readOne(file: string): ConsoleFile {
  const body = readFileSync(file);
  const contentType = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  return { contentType, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
