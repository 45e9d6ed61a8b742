import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../apps/gateway/src/app.module.js';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { createOpenApiDocument } from '../../apps/gateway/src/docs/create-openapi-document.js';
import { writeIntoTemplate } from '../../tools/api-definition/put-into-template.js';
import { readApiDocument } from '../../tools/api-definition/read-api-document.js';
import { toApiDefinition } from '../../tools/api-definition/to-api-definition.js';
import { definitionOf, deployGovCloud, NECESSARY, TEMPLATE } from './govcloud.deployment.js';

/** One method as API Gateway is told about it. */
interface Method {
  readonly security: readonly unknown[];
  readonly responses: object;
  readonly 'x-amazon-apigateway-integration': Readonly<Record<string, unknown>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Method>>>>;

async function readPaths(mode: 'STREAM' | 'BUFFERED'): Promise<Paths> {
  const tree = await deployGovCloud({ ...NECESSARY, ResponseTransferMode: mode });
  return definitionOf(tree)['paths'] as unknown as Paths;
}

const ALL_PREFIXES = ['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'];
const NATIVE_PREFIXES = ['', '/internet', '/vpn'];

const SEED = [
  'post /bedrock/invoke',
  'post /bedrock/invoke-model',
  'post /bedrock/invoke-stream',
  'post /bedrock/invoke-model-with-response-stream',
  'get /bedrock/models',
  'get /bedrock/models/{proxy+}',
  'get /health/ready',
  'get /status',
];
const NATIVE = [
  'post /model/{proxy+}',
  'post /guardrail/{proxy+}',
  'get /foundation-models',
  'get /foundation-models/{proxy+}',
  'get /inference-profiles',
  'get /inference-profiles/{proxy+}',
];
/** Under `/v1` alone. */
const OPERATORS = ['get /audit/requests', 'get /audit/requests/{proxy+}', 'get /audit/export', 'get /usage'];
const OPEN = ['get /health', 'get /docs', 'get /docs/{proxy+}', 'get /openapi.json'];

const under = (prefixes: readonly string[], operations: readonly string[]): string[] =>
  prefixes.flatMap((prefix) => operations.map((operation) => operation.replace(' ', ` ${prefix}`)));

function listOperations(paths: Paths): [name: string, method: Method][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Method] => [`${method} ${path}`, operation]),
  );
}

let streamed: Paths;
beforeAll(async () => {
  streamed = await readPaths('STREAM');
});

describe('the definition in the template', () => {
  it('is what the application’s own document says today (else: npm run write:api)', async () => {
    const document = await readApiDocument({ AppModule, loadGatewayConfig, createOpenApiDocument });
    const committed = await readFile(TEMPLATE, 'utf8');
    expect(await writeIntoTemplate(TEMPLATE, committed, toApiDefinition(document))).toBe(committed);
  });

  it('has every path of the contract and no other', () => {
    const promised = [
      ...under(ALL_PREFIXES, [...SEED, ...OPEN]),
      ...under(NATIVE_PREFIXES, NATIVE),
      ...under(['/v1'], OPERATORS),
    ];
    const names = listOperations(streamed).map(([name]) => name);
    expect(names.toSorted()).toEqual(promised.toSorted());
  });

  it('asks for a token everywhere but where there is nothing to hide', () => {
    const [open, closed] = [true, false].map((isOpen) =>
      listOperations(streamed).filter(([, { security }]) => (security.length === 0) === isOpen),
    );
    expect(open?.map(([name]) => name).toSorted()).toEqual(under(ALL_PREFIXES, OPEN).toSorted());
    for (const [name, { security }] of closed ?? []) expect(security, name).toEqual([{ bearer: [] }]);
  });

  it('sends what begins with /vpn or /v1/vpn to the VPN function, and all else to the other', () => {
    for (const [name, operation] of listOperations(streamed)) {
      const uri = String(operation['x-amazon-apigateway-integration']['uri']);
      const expected = / (?:\/v1)?\/vpn\//.test(name) ? 'dual-routing-gateway-vpn' : 'dual-routing-gateway-internet';
      expect(uri.split(':function:')[1]?.split('/')[0], name).toBe(expected);
    }
  });

  it('is small: no path asks API Gateway for more than to pass it on', () => {
    for (const [name, operation] of listOperations(streamed)) {
      expect(Object.keys(operation).toSorted(), name).toEqual([
        'responses',
        'security',
        'x-amazon-apigateway-integration',
      ]);
      expect(operation.responses, name).toEqual({});
    }
  });
});

describe('an operation in the definition', () => {
  it('streams for up to 15 minutes', () => {
    expect(streamed['/vpn/model/{proxy+}']?.['post']).toEqual({
      security: [{ bearer: [] }],
      responses: {},
      'x-amazon-apigateway-integration': {
        type: 'aws_proxy',
        httpMethod: 'POST',
        responseTransferMode: 'STREAM',
        timeoutInMillis: 900_000,
        uri:
          'arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2021-11-15/functions/' +
          'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:dual-routing-gateway-vpn' +
          '/response-streaming-invocations',
      },
    });
  });

  it('is buffered, and ended after 29 s, where a region cannot stream', async () => {
    const buffered = await readPaths('BUFFERED');
    for (const [name, operation] of listOperations(buffered)) {
      const { uri, ...integration } = operation['x-amazon-apigateway-integration'];
      expect(integration, name).toEqual({
        type: 'aws_proxy',
        httpMethod: 'POST',
        responseTransferMode: 'BUFFERED',
        timeoutInMillis: 29_000,
      });
      expect(uri, name).toMatch(/:lambda:path\/2015-03-31\/functions\/arn:[^/]+\/invocations$/);
    }
  });
});
