/**
 * Writes API Gateway's definition of the API into the GovCloud template, out of the application's own OpenAPI document.
 * To be run when paths change (`npm run write:api`); a test fails while it has not been.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { writeIntoTemplate } from './api-definition/put-into-template.ts';
import { readApiDocument, type GatewayModules } from './api-definition/read-api-document.ts';
import { toApiDefinition } from './api-definition/to-api-definition.ts';

const TEMPLATE = 'infra/govcloud/template.yaml';

/** What was built just now. By computed address, since there is nothing to compile against in a fresh clone. */
async function built<Name extends keyof GatewayModules>(path: string): Promise<Pick<GatewayModules, Name>> {
  return (await import(new URL(`../apps/gateway/dist/${path}`, import.meta.url).href)) as Pick<GatewayModules, Name>;
}

const document = await readApiDocument({
  ...(await built<'AppModule'>('app.module.js')),
  ...(await built<'loadGatewayConfig'>('config/gateway-config.js')),
  ...(await built<'createOpenApiDocument'>('docs/create-openapi-document.js')),
});
const definition = toApiDefinition(document);
await writeFile(TEMPLATE, await writeIntoTemplate(TEMPLATE, await readFile(TEMPLATE, 'utf8'), definition));
process.stdout.write(`${TEMPLATE}: ${Object.keys(definition.paths).length} paths\n`);
