import { expect } from 'vitest';
import { expectDocumentOfApiGateway, isAnsweredByApiGateway } from './answered-by-api-gateway.js';

/**
 * Expects an error of the gateway's own in Bedrock's shape, from which an SDK makes its typed exception: the type in a
 * header, nothing but the message in the body, and the id of the audit record where Bedrock has its own.
 *
 * @returns the message.
 */
export async function expectNativeProblem(response: Response, status: number, type: string): Promise<string> {
  expect({ status: response.status, type: response.headers.get('x-amzn-errortype') }).toEqual({ status, type });
  expect(response.headers.get('x-amzn-requestid')).toBe(response.headers.get('x-request-id'));
  const document = (await response.json()) as { readonly message: string };
  if (isAnsweredByApiGateway(response)) {
    expectDocumentOfApiGateway(document, response);
    return document.message;
  }
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(document).toEqual({ message: expect.stringMatching(/./) });
  return document.message;
}
