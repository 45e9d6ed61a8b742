import { beforeAll, describe, expect, it } from 'vitest';
import {
  examplePathOf,
  isSeedOperation,
  operationsOf,
  type OpenApi,
  type PlacedOperation,
} from '../support/openapi.js';
import { get, post, request } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const PREFIXES = ['', '/internet', '/vpn'] as const;

/** Bedrock's own paths that the contract names, with the page of AWS's API reference about each. */
const NATIVE_PATHS = {
  'POST /model/{modelId}/invoke': 'runtime_InvokeModel',
  'POST /model/{modelId}/invoke-with-response-stream': 'runtime_InvokeModelWithResponseStream',
  'POST /model/{modelId}/converse': 'runtime_Converse',
  'POST /model/{modelId}/converse-stream': 'runtime_ConverseStream',
  'POST /model/{modelId}/count-tokens': 'runtime_CountTokens',
  'POST /guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply': 'runtime_ApplyGuardrail',
  'GET /foundation-models': 'ListFoundationModels',
  'GET /foundation-models/{modelIdentifier}': 'GetFoundationModel',
  'GET /inference-profiles': 'ListInferenceProfiles',
  'GET /inference-profiles/{inferenceProfileIdentifier}': 'GetInferenceProfile',
};

const FRAMES = 'application/vnd.amazon.eventstream';

const system = shareSystem();
let native: readonly PlacedOperation[];
let document: OpenApi;
beforeAll(async () => {
  document = (await (await request(system, '/openapi.json')).json()) as OpenApi;
  native = operationsOf(document).filter((placed) => !isSeedOperation(placed));
});

describe("what the document says about Bedrock's own paths", () => {
  it('names each under every prefix but /v1, and no other', () => {
    const promised = Object.keys(NATIVE_PATHS).flatMap((path) =>
      PREFIXES.map((prefix) => path.replace(' ', ` ${prefix}`)),
    );
    const documented = native.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(documented.toSorted()).toEqual(promised.toSorted());
  });

  it("leads to AWS's page about the very operation", () => {
    for (const { method, path, operation } of native) {
      const name = `${method.toUpperCase()} ${path.replace(/^\/(?:internet|vpn)\//, '/')}`;
      const page = NATIVE_PATHS[name as keyof typeof NATIVE_PATHS];
      expect(operation.externalDocs?.url, path).toBe(
        `https://docs.aws.amazon.com/bedrock/latest/APIReference/API_${page}.html`,
      );
    }
  });

  it('has the same summary under every prefix, and another one for each operation', () => {
    expect(new Set(native.map(({ operation }) => operation.summary)).size).toBe(Object.keys(NATIVE_PATHS).length);
  });

  it("has one shape for all errors: Bedrock's, where a deadline is a 408", () => {
    for (const { method, path, operation } of native) {
      const errors = Object.entries(operation.responses).filter(([status]) => status !== '200');
      for (const [status, { content }] of errors) {
        const schema = { $ref: '#/components/schemas/NativeProblemDto' };
        expect(content, `${path} ${status}`).toEqual({ 'application/json': { schema } });
      }
      const ofBody = method === 'post' ? ['413', '415', '424'] : [];
      const statuses = ['400', '401', '403', '404', '408', '429', '500', '502', '503', ...ofBody];
      expect(errors.map(([status]) => status).toSorted(), path).toEqual(statuses.toSorted());
    }
    expect(document.components.schemas['NativeProblemDto']).toEqual({
      type: 'object',
      properties: { message: { type: 'string', example: 'Too many requests' } },
      required: ['message'],
    });
  });

  it('has a body for every POST and for nothing else', () => {
    for (const { method, path, operation } of native) {
      expect(operation.requestBody?.required ?? false, path).toBe(method === 'post');
    }
  });
});

describe("the examples of Bedrock's own paths", () => {
  it('work, just as they stand', async () => {
    const token = await system.token();
    for (const placed of native.filter(({ method }) => method === 'post')) {
      const { path, operation } = placed;
      const [example] = Object.values(operation.requestBody?.content['application/json']?.examples ?? {});
      const response = await post(system, examplePathOf(placed), example?.value as object, { token });
      const [type] = Object.keys(operation.responses['200']?.content ?? {});
      expect({ status: response.status, type: response.headers.get('content-type') }, path).toEqual({
        status: 200,
        type,
      });
      expect((await response.arrayBuffer()).byteLength, path).toBeGreaterThan(0);
    }
  });

  it('stream where the document says so', () => {
    const streams = native.filter(({ operation }) => operation.responses['200']?.content?.[FRAMES]);
    expect(streams.map(({ path }) => path.split('/').at(-1))).toEqual(
      PREFIXES.flatMap(() => ['invoke-with-response-stream', 'converse-stream']),
    );
  });

  it('name models and profiles that there are', async () => {
    const token = await system.token();
    for (const placed of native.filter(({ method }) => method === 'get')) {
      const response = await get(system, examplePathOf(placed), { token });
      expect(response.status, placed.path).toBe(200);
      expect(response.headers.get('content-type'), placed.path).toBe('application/json');
    }
  });
});
