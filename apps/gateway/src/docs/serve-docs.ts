import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, NextFunction, Request, Response } from 'express';
import { PREFIXES } from '../inference/prefixes.js';
import { DOCS_STYLES, PAGE_HEADERS, renderDocsPage } from './docs-page.js';

/** Serves Swagger UI on `/docs` and the document on `/openapi.json`, under every prefix, from local assets. */
export function serveDocs(app: NestExpressApplication, version: string): void {
  const express: Express = app.getHttpAdapter().getInstance();
  let made: Promise<Express> | undefined;
  // Loaded and made on first use: most processes are never asked.
  const serve = (request: Request, response: Response, next: NextFunction): void => {
    made ??= import('./create-swagger-ui.js').then(({ createSwaggerUi }) => createSwaggerUi(app, version));
    made.then((swaggerUi) => void swaggerUi(request, response, next), next);
  };
  for (const prefix of PREFIXES.map((name) => name && `/${name}`)) {
    servePage(express, `${prefix}/docs`);
    express.get([`${prefix}/docs/*asset`, `${prefix}/openapi.json`], serve);
  }
}

/** Our own page in the place of Nest's, which has styles in it. To be called first: the first handler of a path counts. */
function servePage(express: Express, path: string): void {
  express.get([path, `${path}/`, `${path}/index.html`], (request: Request, response: Response) => {
    response
      .set(PAGE_HEADERS)
      .type('text/html')
      .send(renderDocsPage(request.path.endsWith('/docs') ? './docs/' : './'));
  });
  express.get(`${path}/page.css`, (_request: Request, response: Response) => {
    response.type('text/css').send(DOCS_STYLES);
  });
}
