import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { documentNativePaths } from './document-native-paths.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const ROUTE_HEADER = { name: 'X-Routing-Method', in: 'header', required: false, schema: { type: 'string' } } as const;
const JSON_ANSWER = { 'application/json': { schema: { type: 'object' } } };
const API_REFERENCE = 'https://docs.aws.amazon.com/bedrock/latest/APIReference';

/** What the decorators of a handler say about every path that it serves. */
const sayLittle = (): Operation => ({
  tags: ['Native Bedrock'],
  parameters: [ROUTE_HEADER],
  responses: { 200: { description: 'some answer' }, 408: { description: 'too late' } },
});

function documentOf(paths: OpenAPIObject['paths']): OpenAPIObject {
  return { openapi: '3.0.0', info: { title: 'test', version: '0' }, paths };
}

/** One path after the other as it is documented. */
function documented(method: 'get' | 'post', path: string): Operation | undefined {
  return documentNativePaths(documentOf({ [path]: { [method]: sayLittle() } })).paths[path]?.[method];
}

describe('documentNativePaths leaves as it is', () => {
  it.each([
    ['get', '/model/{modelId}/converse'],
    ['post', '/foundation-models'],
    ['post', '/v1/model/{modelId}/converse'],
    ['post', '/tor/model/{modelId}/converse'],
    ['post', 'model/{modelId}/converse'],
    ['post', '/model/{id}/converse'],
    ['post', '/bedrock/invoke'],
    ['post', '/prompt-routers'],
  ] as const)('%s %s, which is no operation that is offered', (method, path) => {
    expect(documented(method, path)).toEqual(sayLittle());
  });

  it('a document without paths', () => {
    expect(documentNativePaths(documentOf({}))).toEqual(documentOf({}));
  });
});

describe('documentNativePaths', () => {
  it.each(['', '/internet', '/vpn'])('says under %j what an operation takes and gives', (prefix) => {
    expect(documented('post', `${prefix}/model/{modelId}/converse`)).toEqual({
      tags: ['Native Bedrock'],
      summary: 'Converse',
      externalDocs: { description: 'Converse', url: `${API_REFERENCE}/API_runtime_Converse.html` },
      parameters: [
        { name: 'modelId', in: 'path', required: true, schema: { type: 'string' }, example: 'us.amazon.nova-premier-v1:0' }, // prettier-ignore
        ROUTE_HEADER,
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { type: 'object', additionalProperties: true },
            examples: {
              hello: {
                summary: 'Converse',
                value: {
                  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
                  inferenceConfig: { maxTokens: 64 },
                },
              },
            },
          },
        },
      },
      responses: {
        200: { description: "Bedrock's own answer.", content: JSON_ANSWER },
        408: { description: 'too late' },
      },
    });
  });

  it('puts names in words, and leads to the page of the very operation', () => {
    expect(documented('post', '/model/{modelId}/invoke-with-response-stream')).toMatchObject({
      summary: 'Invoke model with response stream',
      externalDocs: { url: `${API_REFERENCE}/API_runtime_InvokeModelWithResponseStream.html` },
    });
    expect(documented('get', '/vpn/inference-profiles/{inferenceProfileIdentifier}')).toMatchObject({
      summary: 'Get inference profile',
      externalDocs: { url: `${API_REFERENCE}/API_GetInferenceProfile.html` },
    });
  });

  it('says that frames are bytes', () => {
    expect(documented('post', '/model/{modelId}/converse-stream')?.responses['200']).toEqual({
      description: "Bedrock's own answer.",
      content: { 'application/vnd.amazon.eventstream': { schema: { type: 'string', format: 'binary' } } },
    });
  });

  it('has what a list can be asked for, and no body where none is read', () => {
    const list = documented('get', '/inference-profiles');
    expect(list).not.toHaveProperty('requestBody');
    expect(list?.parameters).toEqual([
      { name: 'maxResults', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'nextToken', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'type', in: 'query', required: false, schema: { type: 'string' } },
      ROUTE_HEADER,
    ]);
  });

  it('has an example for each of several labels, in the order of the path', () => {
    const path = '/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply';
    expect(documented('post', path)?.parameters).toMatchObject([
      { name: 'guardrailIdentifier', example: 'abc123def456' },
      { name: 'guardrailVersion', example: 'DRAFT' },
      ROUTE_HEADER,
    ]);
  });
});
