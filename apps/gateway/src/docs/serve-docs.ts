import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Express, Request, Response } from 'express';
import { PREFIXES } from '../inference/prefixes.js';
import { DOCS_OPTIONS, DOCS_STYLES, PAGE_HEADERS, renderDocsPage } from './docs-page.js';
import { documentNativePaths } from './document-native-paths.js';

/** The OpenAPI 3.0 document of an application (API Gateway imports no 3.1). */
export function createOpenApiDocument(app: NestExpressApplication, version: string): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('Dual Routing API Gateway')
    .setDescription('Amazon Bedrock of the commercial partition for applications in AWS GovCloud, over two routes.')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  return nameOperations(documentNativePaths(SwaggerModule.createDocument(app, document)));
}

/** Names each operation by method and path, e.g. `postVpnBedrockInvoke`: one handler serves several paths here. */
function nameOperations(document: OpenAPIObject): OpenAPIObject {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of ['get', 'post'] as const) {
      const operation = operations[method];
      if (operation) operation.operationId = operationIdOf(method, path);
    }
  }
  return document;
}

function operationIdOf(method: string, path: string): string {
  const words = path.match(/[A-Za-z0-9]+/g) ?? [];
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Serves Swagger UI on `/docs` and the document on `/openapi.json`, under every prefix, from local assets. */
export function serveDocs(app: NestExpressApplication, version: string): void {
  let document: OpenAPIObject | undefined;
  // Made on first use: most processes are never asked.
  const documentOnce = (): OpenAPIObject => (document ??= createOpenApiDocument(app, version));
  for (const prefix of PREFIXES) {
    servePage(app, prefix === '' ? '/docs' : `/${prefix}/docs`);
    SwaggerModule.setup(`${prefix}/docs`, app, documentOnce, {
      jsonDocumentUrl: `${prefix}/openapi.json`,
      raw: ['json'],
      swaggerOptions: DOCS_OPTIONS,
    });
  }
}

/** Our own page in the place of Nest's, which has styles in it. To be called first: the first handler of a path counts. */
function servePage(app: NestExpressApplication, path: string): void {
  const express: Express = app.getHttpAdapter().getInstance();
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
