import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import express, { type Express } from 'express';
import { PREFIXES } from '../inference/prefixes.js';
import { createOpenApiDocument } from './create-openapi-document.js';
import { DOCS_OPTIONS } from './docs-page.js';

/** What answers for the assets of Swagger UI and for the document, under every prefix; all else it passes on. */
export function createSwaggerUi(app: NestExpressApplication, version: string): Express {
  const instance = express().enable('case sensitive routing').enable('strict routing');
  instance.disable('x-powered-by').disable('etag');
  const adapter = new ExpressAdapter(instance);
  let document: OpenAPIObject | undefined;
  const documentOnce = (): OpenAPIObject => (document ??= createOpenApiDocument(app, version));
  for (const prefix of PREFIXES) {
    SwaggerModule.setup(`${prefix}/docs`, withAdapter(app, adapter), documentOnce, {
      jsonDocumentUrl: `${prefix}/openapi.json`,
      raw: ['json'],
      swaggerOptions: DOCS_OPTIONS,
    });
  }
  return instance;
}

/** The application, with another place for its routes: by now its own has a last route that answers everything. */
function withAdapter(app: NestExpressApplication, adapter: ExpressAdapter): NestExpressApplication {
  return Object.create(app, {
    getHttpAdapter: { value: () => adapter },
    useStaticAssets: { value: adapter.useStaticAssets.bind(adapter) },
  }) as NestExpressApplication;
}
