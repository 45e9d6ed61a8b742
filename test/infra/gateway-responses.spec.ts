import { beforeAll, describe, expect, it } from 'vitest';
import { definitionOf, deployGovCloud, variablesOf } from './govcloud.deployment.js';
import type { StackTree } from '../support/cloudformation/deploy-tree.js';

interface GatewayResponse {
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** What an answer must be: status, type, retryable; all from the contract's table of errors. */
const EXPECTED: Readonly<Record<string, readonly [status: number, type: string, retryable: boolean]>> = {
  ACCESS_DENIED: [403, 'AccessDeniedException', false],
  API_CONFIGURATION_ERROR: [500, 'InternalServerException', false],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'InternalServerException', false],
  AUTHORIZER_FAILURE: [503, 'ServiceUnavailableException', true],
  BAD_REQUEST_BODY: [400, 'ValidationException', false],
  BAD_REQUEST_PARAMETERS: [400, 'ValidationException', false],
  DEFAULT_4XX: [400, 'ValidationException', false],
  DEFAULT_5XX: [500, 'InternalServerException', false],
  EXPIRED_TOKEN: [404, 'UnknownOperationException', false],
  INTEGRATION_FAILURE: [502, 'UpstreamException', true],
  INTEGRATION_TIMEOUT: [504, 'DeadlineExceededException', false],
  INVALID_API_KEY: [403, 'AccessDeniedException', false],
  INVALID_SIGNATURE: [404, 'UnknownOperationException', false],
  MISSING_AUTHENTICATION_TOKEN: [404, 'UnknownOperationException', false],
  QUOTA_EXCEEDED: [429, 'ThrottlingException', true],
  REQUEST_TOO_LARGE: [413, 'PayloadTooLargeException', false],
  RESOURCE_NOT_FOUND: [404, 'UnknownOperationException', false],
  THROTTLED: [429, 'ThrottlingException', true],
  UNAUTHORIZED: [401, 'UnauthorizedException', false],
  UNSUPPORTED_MEDIA_TYPE: [415, 'UnsupportedMediaTypeException', false],
  WAF_FILTERED: [403, 'AccessDeniedException', false],
};

let tree: StackTree;
let responses: Readonly<Record<string, GatewayResponse>>;
beforeAll(async () => {
  tree = await deployGovCloud();
  responses = definitionOf(tree)['x-amazon-apigateway-gateway-responses'] as never;
});

/** As API Gateway sends it: a plain replacement of its variables. */
function bodyOf({ responseTemplates }: GatewayResponse): Record<string, unknown> {
  const template = responseTemplates['application/json'] ?? '';
  const values = { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', requestTime: '01/Jan/2026:00:00:00 +0000' };
  const text = template.replaceAll(/\$context\.(\w+)/g, (_, name: string) => values[name as keyof typeof values]);
  return JSON.parse(text) as Record<string, unknown>;
}

describe('what API Gateway refuses by itself', () => {
  it('has an answer for every type there is', () => {
    expect(Object.keys(responses).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(Object.entries(EXPECTED))('has for %s a body that both kinds of client read', (name, expected) => {
    const [status, type, retryable] = expected;
    const response = responses[name] as GatewayResponse;
    const body = bodyOf(response);
    expect(body).toEqual({
      message: expect.stringMatching(/^[A-Z][^$]+$/),
      statusCode: status,
      error: { type, message: body['message'], retryable, details: expect.any(Object) },
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      routingMethod: 'auto',
      timestamp: '01/Jan/2026:00:00:00 +0000',
    });
    expect(response.statusCode).toBe(String(status));
    expect(Object.keys(response.responseTemplates)).toEqual(['application/json']);
    expect(response.responseParameters).toMatchObject({
      'gatewayresponse.header.x-amzn-errortype': `'${type}'`,
      'gatewayresponse.header.X-Request-ID': 'context.requestId',
      'gatewayresponse.header.Cache-Control': "'no-store'",
      'gatewayresponse.header.X-Content-Type-Options': "'nosniff'",
      'gatewayresponse.header.X-Frame-Options': "'DENY'",
      'gatewayresponse.header.Referrer-Policy': "'no-referrer'",
      'gatewayresponse.header.Cross-Origin-Resource-Policy': "'same-origin'",
    });
  });

  it('says how to come back where that can help', () => {
    const retryAfter = 'gatewayresponse.header.Retry-After';
    const waiting = Object.entries(responses).filter(([, { responseParameters }]) => responseParameters[retryAfter]);
    expect(waiting.map(([name]) => name)).toEqual(['AUTHORIZER_FAILURE', 'QUOTA_EXCEEDED', 'THROTTLED']);
    expect(responses['UNAUTHORIZED']?.responseParameters['gatewayresponse.header.WWW-Authenticate']).toBe(
      `'Bearer error="invalid_token"'`,
    );
  });

  it('names the limit that the function has', () => {
    const response = responses['REQUEST_TOO_LARGE'] as GatewayResponse;
    const limit = Number(variablesOf(tree, 'InternetFunction')['GATEWAY_MAX_BODY_BYTES']);
    expect(bodyOf(response)).toMatchObject({
      message: 'The request body may have 4500000 bytes',
      error: { details: { maxBodyBytes: limit } },
    });
  });

  it('quotes nothing of the request: API Gateway’s own texts hold headers', () => {
    const variables = [...JSON.stringify(responses).matchAll(/(?:\$context|method|stageVariables)\.[\w.]+/g)];
    expect(new Set(variables.map(([variable]) => variable))).toEqual(
      new Set(['$context.requestId', '$context.requestTime']),
    );
  });
});
