import { expect } from 'vitest';
import { expectDocumentOfApiGateway, isAnsweredByApiGateway } from './answered-by-api-gateway.js';

/** The error document of the seed paths. */
export interface ProblemDocument {
  readonly statusCode: number;
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly retryable: boolean;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly requestId: string;
  readonly routingMethod: string;
  readonly timestamp: string;
}

/** Reads an error answer, and expects the shape that the API contract gives it: these members and no others. */
export async function problemOf(response: Response): Promise<ProblemDocument> {
  const document = (await response.json()) as ProblemDocument;
  if (isAnsweredByApiGateway(response)) {
    expectDocumentOfApiGateway(document, response);
    return document;
  }
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expectProblemShape(document, response);
  expect(document.statusCode).toBe(response.status);
  return document;
}

/** The same for a document that came inside a stream, whose status went out long before. */
export function expectProblemShape(document: ProblemDocument, response: Response): void {
  expect(document).toEqual({
    statusCode: expect.any(Number),
    error: {
      type: expect.stringMatching(/^[A-Z][A-Za-z]+Exception$/),
      message: expect.stringMatching(/./),
      retryable: expect.any(Boolean),
      details: expect.any(Object),
    },
    requestId: response.headers.get('x-request-id'),
    routingMethod: expect.stringMatching(/^(auto|internet|vpn)$/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
}
