import { Controller, Get } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenApiDocument } from './create-openapi-document.js';
import { serveDocs } from './serve-docs.js';

@Controller()
class ThingController {
  @Get('thing')
  get(): string {
    return 'thing';
  }
}

describe('serveDocs', () => {
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ controllers: [ThingController] }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    serveDocs(app, '9.8.7');
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(() => app.close());

  it.each(['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'])(
    'serves document and Swagger UI under %j',
    async (prefix) => {
      const document = await (await fetch(`${url}${prefix}/openapi.json`)).json();
      expect(document).toEqual(JSON.parse(JSON.stringify(createOpenApiDocument(app, '9.8.7'))));
      const page = await (await fetch(`${url}${prefix}/docs`)).text();
      expect(page).toContain('<title>Dual Routing API Gateway</title>');
      expect((await fetch(`${url}${prefix}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    },
  );

  it('takes every script and style from here', async () => {
    const page = await (await fetch(`${url}/docs`)).text();
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) expect(source).not.toMatch(/^(?:https?:)?\/\//);
  });

  it.each(['/docs', '/docs/', '/docs/index.html'])(
    'has %s find its assets, and no script or style in itself',
    async (path) => {
      const answer = await fetch(`${url}${path}`);
      const page = await answer.text();
      expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! src="[^"]+"><\/script>)|javascript:/i);
      for (const [, source = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
        expect((await fetch(new URL(source, answer.url))).status, source).toBe(200);
      }
    },
  );

  it('lets the page take nothing from anywhere else, by a policy without exceptions', async () => {
    const { headers } = await fetch(`${url}/vpn/docs`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('asks no service whether the document is valid', async () => {
    const script = await (await fetch(`${url}/docs/swagger-ui-init.js`)).text();
    expect(script).toContain('"validatorUrl": null');
  });
});

describe('createOpenApiDocument', () => {
  it('is OpenAPI 3.0 with the version and the way to send a token', async () => {
    const testing = await Test.createTestingModule({ controllers: [ThingController] }).compile();
    const app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    const document = createOpenApiDocument(app, '9.8.7');
    await app.close();
    expect(document.openapi).toMatch(/^3\.0\.\d$/);
    expect(document.info).toMatchObject({ title: 'Dual Routing API Gateway', version: '9.8.7' });
    expect(document.components?.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    expect(Object.keys(document.paths)).toEqual(['/thing']);
    expect(document.paths['/thing']?.get?.operationId).toBe('getThing');
  });
});
