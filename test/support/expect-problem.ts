import { expect } from 'vitest';
import { isAnsweredByApiGateway } from './answered-by-api-gateway.js';
import { problemOf, type ProblemDocument } from './problem-of.js';

export type { ProblemDocument } from './problem-of.js';

/** UUIDv7, by its version and variant digits. Source: RFC 9562, section 5.7. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Types that the API contract calls retryable. */
const RETRYABLE: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ModelNotReadyException',
  'UpstreamException',
  'RouteUnavailableException',
  'AuditUnavailableException',
  'ServiceUnavailableException',
]);

/** Expects an error in the documented shape, header and document of one mind, and returns the document. */
export async function expectProblem(response: Response, status: number, type: string): Promise<ProblemDocument> {
  expect({ status: response.status, type: response.headers.get('x-amzn-errortype') }).toEqual({ status, type });
  const document = await problemOf(response);
  expect(document.error).toMatchObject({ type, retryable: RETRYABLE.has(type) });
  if (!isAnsweredByApiGateway(response)) expect(document.requestId).toMatch(UUID_V7);
  return document;
}
