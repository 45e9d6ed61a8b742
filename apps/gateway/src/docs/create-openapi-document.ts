import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
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
