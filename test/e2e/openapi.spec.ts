import { beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { examplePathOf, isSeedOperation, operationsOf, walk, type OpenApi } from '../support/openapi.js';
import { get, post, request } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startSystem } from '../support/system.js';

const PREFIXES = ['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'] as const;

/** The seed paths of the contract. */
const SEED_PATHS = [
  'POST /bedrock/invoke',
  'POST /bedrock/invoke-model',
  'POST /bedrock/invoke-stream',
  'POST /bedrock/invoke-model-with-response-stream',
  'GET /bedrock/models',
  'GET /bedrock/models/{modelId}',
  'GET /health',
  'GET /health/ready',
  'GET /status',
];

/** What stands under `/v1` alone. */
const OPERATOR_PATHS = [
  'GET /v1/audit/export',
  'GET /v1/audit/requests',
  'GET /v1/audit/requests/{requestId}',
  'GET /v1/usage',
];

const system = shareSystem();
let document: OpenApi;
beforeAll(async () => {
  const response = await request(system, '/openapi.json');
  document = (await response.json()) as OpenApi;
});

describe('the OpenAPI document', () => {
  it('is JSON, for anybody to read', async () => {
    const response = await request(system, '/openapi.json');
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
    });
  });

  it('is of version 3.0, as API Gateway imports no other', () => {
    expect(document.openapi).toMatch(/^3\.0\.\d+$/);
    expect(document.info).toMatchObject({ title: 'Dual Routing API Gateway', version: '0.1.0' });
  });

  it('has every seed path under every prefix, and those of operators', () => {
    const documented = operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const promised = SEED_PATHS.flatMap((path) => PREFIXES.map((prefix) => path.replace(' ', ` ${prefix}`)));
    expect(documented).toEqual(expect.arrayContaining([...promised, ...OPERATOR_PATHS]));
  });

  it('asks for a bearer token everywhere but on the health paths', () => {
    expect(document.security).toBeUndefined();
    expect(document.components.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    const open = operationsOf(document).filter(({ operation }) => operation.security === undefined);
    expect(open.map(({ path }) => path).sort()).toEqual(PREFIXES.map((prefix) => `${prefix}/health`).sort());
    for (const { path, operation } of operationsOf(document)) {
      expect(operation.security ?? [{ bearer: [] }], path).toEqual([{ bearer: [] }]);
    }
  });

  it('describes each operation, and names it once', () => {
    const operations = operationsOf(document);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toMatch(/^\S.{5,}/);
      expect(operation.tags, path).toHaveLength(1);
      expect(Object.keys(operation.responses), path).toContain('200');
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status, path).toMatch(/^[2-5]\d\d$/);
        expect(response.description, `${path} ${status}`).not.toBe('');
      }
    }
  });

  it('declares the parameters in each path, and only those', () => {
    for (const { path, operation } of operationsOf(document)) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        inPath.map(({ name }) => name),
        path,
      ).toEqual(names);
      for (const parameter of operation.parameters) {
        expect(['path', 'query', 'header'], path).toContain(parameter.in);
        expect(parameter.required, path).toBe(parameter.in === 'path');
        expect(parameter.schema, `${path} ${parameter.name}`).toHaveProperty('type');
      }
    }
  });

  it('has one shape for all errors that a seed path can answer with', () => {
    for (const { path, operation } of operationsOf(document).filter(isSeedOperation)) {
      if (path.endsWith('/health')) continue;
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (status === '200' || (path.endsWith('/health/ready') && status === '503')) continue;
        expect(content, `${path} ${status}`).toEqual({
          'application/json': { schema: { $ref: '#/components/schemas/ProblemDto' } },
        });
      }
      expect(Object.keys(operation.responses), path).toEqual(expect.arrayContaining(['401', '403']));
    }
    expect(document.components.schemas['ProblemDto']?.required?.toSorted()).toEqual([
      'error',
      'requestId',
      'routingMethod',
      'statusCode',
      'timestamp',
    ]);
  });

  it('refers to nothing that is not there', () => {
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const references = schemasOf(document).filter(({ object }) => '$ref' in object);
    expect(references.length).toBeGreaterThan(0);
    for (const { at, object } of references) {
      expect(known, at).toContain(object['$ref']);
      expect(Object.keys(object), at).toEqual(['$ref']);
    }
  });

  it('holds nothing that came after 3.0', () => {
    for (const { at, object } of schemasOf(document)) {
      expect(Array.isArray(object['type']), at).toBe(false);
      for (const later of ['const', '$schema', '$defs', 'jsonSchemaDialect', 'webhooks', 'prefixItems']) {
        expect(object, at).not.toHaveProperty(later);
      }
    }
  });

  it('says of every list what is in it, and requires no field that it does not describe', () => {
    const schemas = schemasOf(document);
    for (const { at, object } of schemas.filter((schema) => schema.object['type'] === 'array')) {
      expect(object, at).toHaveProperty('items');
    }
    for (const { at, object } of schemas.filter((schema) => Array.isArray(schema.object['required']))) {
      expect(Object.keys(object['properties'] ?? {}), at).toEqual(expect.arrayContaining(object['required'] as []));
    }
  });
});

/** Every object of the document but for those in examples, which may be anything. */
function schemasOf(value: OpenApi): { at: string; object: Readonly<Record<string, unknown>> }[] {
  return [...walk(value)].flatMap(([at, object]) => (at.includes('/example') ? [] : { at, object }));
}

describe('what the document says can be done', () => {
  it('is there: without a token each operation is a 401, and not a 404', async () => {
    for (const placed of operationsOf(document)) {
      const { path, method, operation } = placed;
      const response = await request(system, examplePathOf(placed), { method: method.toUpperCase() });
      await response.arrayBuffer();
      expect(response.status, `${method} ${path}`).toBe(operation.security ? 401 : 200);
    }
  });

  it('works with every example of a request, just as it stands', async () => {
    const token = await system.token();
    const posts = operationsOf(document).filter((placed) => placed.method === 'post' && isSeedOperation(placed));
    expect(posts).toHaveLength(PREFIXES.length * 4);
    for (const { path, operation } of posts) {
      const examples = Object.entries(operation.requestBody?.content['application/json']?.examples ?? {});
      expect(
        examples.map(([name]) => name),
        path,
      ).toEqual(['claude', 'nova', 'llama']);
      for (const [name, { value }] of examples) {
        const response = await post(system, path, value as object, { token });
        expect(response.status, `${path} ${name}`).toBe(200);
        expect(await response.text(), `${path} ${name}`).toContain('Hello');
      }
    }
  });

  it('works with the example that Swagger UI puts together from the fields', async () => {
    const fields = Object.entries(document.components.schemas['InvokeRequestDto']?.properties ?? {});
    expect(fields.map(([name]) => name)).toEqual(['modelId', 'body', 'contentType', 'accept']);
    const example = Object.fromEntries(fields.map(([name, { example: value }]) => [name, value]));
    expect((await post(system, '/bedrock/invoke', example)).status).toBe(200);
  });

  it('works with the example of a model id', async () => {
    const token = await system.token();
    for (const placed of operationsOf(document).filter(isSeedOperation)) {
      // Ids of records are in no example, and an export is no JSON.
      if (placed.method !== 'get' || placed.path.startsWith('/v1/audit/')) continue;
      const response = await get(system, examplePathOf(placed), { token });
      expect(response.status, placed.path).toBe(200);
      expect(response.headers.get('content-type'), placed.path).toBe('application/json; charset=utf-8');
    }
  });
});

describe('Swagger UI', () => {
  it('is served to anybody, with nothing from another host', async () => {
    const page = await request(system, '/docs');
    expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    const html = await page.text();
    const sources = [...html.matchAll(/\s(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThanOrEqual(4);
    expect(html).not.toMatch(/@import|url\(/);
    for (const source of sources) {
      expect(source).toMatch(/^\.\/docs\/[\w.-]+$/);
      const asset = await fetch(new URL(source, `${system.url}/docs`));
      expect({ source, status: asset.status }).toEqual({ source, status: 200 });
      const text = await asset.text();
      expect(source.endsWith('.css') ? text : '').not.toMatch(/url\(["']?(?:https?:)?\/\//);
    }
  });

  it('leaves no record', async () => {
    const before = (await system.records()).length;
    await request(system, '/docs');
    await request(system, '/openapi.json');
    expect(await system.records()).toHaveLength(before);
  });

  it('is not there when the operator has switched it off, nor is the document', async () => {
    await using plain = await startSystem({ env: { GATEWAY_DOCS: 'false' } });
    for (const path of ['/docs', '/docs/', '/docs/swagger-ui-bundle.js', '/docs-json', '/openapi.json']) {
      await expectProblem(await request(plain, path), 404, 'UnknownOperationException');
    }
    expect((await request(plain, '/health')).status).toBe(200);
  });
});
