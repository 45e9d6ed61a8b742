import type { NestExpressApplication } from '@nestjs/platform-express';
import { Router, type Express, type NextFunction, type Request, type Response } from 'express';
import { PREFIXES } from '../inference/prefixes.js';
import { DOCS_STYLES, PAGE_HEADERS, renderDocsPage } from './docs-page.js';

/** Where all of it stands. Every other request, which is nearly every one, passes by with one look. */
const DOCS = /^(?:\/v1)?(?:\/internet|\/vpn)?\/(?:docs|openapi\.json)/;

/** Serves Swagger UI on `/docs` and the document on `/openapi.json`, under every prefix, from local assets. */
export function serveDocs(app: NestExpressApplication, version: string): void {
  const express: Express = app.getHttpAdapter().getInstance();
  let made: Promise<Express> | undefined;
  // Loaded and made on first use: most processes are never asked.
  const serve = (request: Request, response: Response, next: NextFunction): void => {
    made ??= import('./create-swagger-ui.js').then(({ createSwaggerUi }) => createSwaggerUi(app, version));
    made.then((swaggerUi) => void swaggerUi(request, response, next), next);
  };
  const router = Router({ caseSensitive: true, strict: true });
  for (const prefix of PREFIXES.map((name) => name && `/${name}`)) {
    servePage(router, `${prefix}/docs`);
    router.get([`${prefix}/docs/*asset`, `${prefix}/openapi.json`], serve);
  }
  express.use((request: Request, response: Response, next: NextFunction) => {
    if (DOCS.test(request.path)) router(request, response, next);
    else next();
  });
}

/** Our own page in the place of Nest's, which has styles in it. To be called first: the first handler of a path counts. */
function servePage(router: Router, path: string): void {
  router.get([path, `${path}/`, `${path}/index.html`], (request: Request, response: Response) => {
    response
      .set(PAGE_HEADERS)
      .type('text/html')
      .send(renderDocsPage(request.path.endsWith('/docs') ? './docs/' : './'));
  });
  router.get(`${path}/page.css`, (_request: Request, response: Response) => {
    response.type('text/css').send(DOCS_STYLES);
  });
}
