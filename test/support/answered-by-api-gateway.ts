import { expect } from 'vitest';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';

/** API Gateway's ids are random; the gateway's own are of version 7. Source: RFC 9562, section 5.4. */
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** `22/Nov/2026:22:03:10 +0000`. Source: API Gateway developer guide, `$context.requestTime`. */
const CLF_TIME = /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/;

/** Whether API Gateway gave an answer without asking the gateway: it does for unknown paths and refused tokens. */
export function isAnsweredByApiGateway({ headers }: Pick<Response, 'headers'>): boolean {
  return deployedMode() !== undefined && UUID_V4.test(headers.get('x-request-id') ?? '');
}

/** Expects the one document that API Gateway has for errors of its own: both kinds of client find theirs in it. */
export function expectDocumentOfApiGateway(document: object, response: Response): void {
  expect(response.headers.get('content-type')).toBe('application/json');
  const { message } = document as { readonly message: string };
  expect(document).toEqual({
    message: expect.stringMatching(/./),
    statusCode: response.status,
    error: {
      type: response.headers.get('x-amzn-errortype'),
      message,
      retryable: expect.any(Boolean),
      details: expect.any(Object),
    },
    requestId: response.headers.get('x-request-id'),
    routingMethod: 'auto',
    timestamp: expect.stringMatching(CLF_TIME),
  });
}
