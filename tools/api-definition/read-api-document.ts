import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { SourceDocument } from './operations-of.ts';

/** The modules of the gateway that its document is made with: built ones for the tool, sources for the tests. */
export interface GatewayModules {
  readonly AppModule: (typeof import('../../apps/gateway/src/app.module.js'))['AppModule'];
  readonly loadGatewayConfig: (typeof import('../../apps/gateway/src/config/gateway-config.js'))['loadGatewayConfig'];
  readonly createOpenApiDocument: (typeof import('../../apps/gateway/src/docs/create-openapi-document.js'))['createOpenApiDocument'];
}

/**
 * The application's own OpenAPI document, without starting it: Nest's preview makes controllers known and nothing else,
 * so no secret is read and no port opened.
 */
export async function readApiDocument(modules: GatewayModules): Promise<SourceDocument> {
  const { AppModule, loadGatewayConfig, createOpenApiDocument } = modules;
  const config = loadGatewayConfig({});
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  try {
    // As it is sent: members without a value are left out.
    return JSON.parse(JSON.stringify(createOpenApiDocument(app, config.version))) as SourceDocument;
  } finally {
    await app.close();
  }
}
