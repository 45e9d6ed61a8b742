import type { JsonObject } from '../json/json-object.js';
import type { WholeAnswer } from './answer.js';

/**
 * Every error name the stand-in answers with, and the status Bedrock gives it.
 *
 * The modelled ones are those of the SDK's error schemas (a spec compares them); the unmodelled ones come from the
 * service's front door.
 */
export const bedrockStatus = {
  ValidationException: 400,
  ConflictException: 400,
  ServiceQuotaExceededException: 400,
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  ModelTimeoutException: 408,
  ModelErrorException: 424,
  ThrottlingException: 429,
  ModelNotReadyException: 429,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
} as const;

/** The name of an error as Bedrock says it in `x-amzn-errortype`. */
export type BedrockErrorName = keyof typeof bedrockStatus;

/** A request that Bedrock would refuse; `facts` are the further members of the error's body. */
export class BedrockProblem extends Error {
  override readonly name = 'BedrockProblem';

  constructor(
    readonly code: BedrockErrorName,
    message: string,
    readonly facts: JsonObject = {},
  ) {
    super(message);
  }
}

/** A request whose content is wrong, in Bedrock's usual error for it. */
export function invalid(message: string): BedrockProblem {
  return new BedrockProblem('ValidationException', message);
}

/** The answer Bedrock gives for a problem: the name in a header, the message in the body. */
export function problemAnswer(
  problem: BedrockProblem,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): WholeAnswer {
  return {
    kind: 'whole',
    status: bedrockStatus[problem.code],
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': `${problem.code}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
      ...headers,
    },
    body: Buffer.from(JSON.stringify({ message: problem.message, ...problem.facts })),
  };
}
