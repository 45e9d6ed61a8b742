import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, Request, Response } from 'express';
import { PAGE_PATH, type ConsoleFile } from './console-files.js';

/**
 * What the page may do in a browser: load scripts, styles and pictures from here, ask here, and nothing else. No script and
 * no style stands in the page itself, and no text ever becomes markup: browsers that know Trusted Types see to that.
 */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONSOLE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** A browser may keep a file, and asks each time whether it is still the one: versions of the page never mix. */
const CACHING = 'no-cache';

/** Serves the page and its files to anybody: nothing in them is secret. What they show is behind the guards. */
export function serveConsole(app: NestExpressApplication, files: ReadonlyMap<string, ConsoleFile>): void {
  const express: Express = app.getHttpAdapter().getInstance();
  for (const [path, file] of files) {
    express.get(path, (request: Request, response: Response) => {
      if (path === PAGE_PATH) response.set(PAGE_HEADERS);
      send(file, request, response);
    });
  }
  // Its own files are beside it: from an address with a slash at the end it would not find them.
  express.get(`${PAGE_PATH}/`, (_request: Request, response: Response) => response.redirect(308, `..${PAGE_PATH}`));
}

function send({ contentType, body, etag }: ConsoleFile, request: Request, response: Response): void {
  response.set({ 'Cache-Control': CACHING, ETag: etag });
  if (request.get('if-none-match') === etag) return void response.status(304).end();
  response.set('Content-Type', contentType).send(body);
}
