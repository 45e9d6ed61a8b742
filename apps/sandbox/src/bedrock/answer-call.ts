import type { Answer } from './answer.js';
import { authenticate } from './authenticate.js';
import type { Authentication, Authority } from './authenticate.js';
import { BedrockProblem, problemAnswer } from './bedrock-problem.js';
import type { Flood } from './families/completion.js';
import type { InferenceProfileBook } from './inference-profiles.js';
import { operationTable } from './operation-table.js';
import { matchOperation } from './operations.js';
import type { SignedRequest } from './verify-sigv4.js';

/** What a call is answered from. */
export interface CallSettings {
  readonly authority: Authority;
  readonly profiles: InferenceProfileBook;
  readonly requestId: string;
  readonly flood?: Flood;
}

/** An answer, and how the caller proved who it is. */
export interface AnsweredCall {
  readonly answer: Answer;
  readonly authentication: Authentication | 'refused';
}

/**
 * Answers a request as Bedrock would: an unknown path before an unknown caller, an unknown caller before a bad request.
 * Nothing that a client can send makes it throw.
 */
export function answerCall(request: SignedRequest, settings: CallSettings): AnsweredCall {
  let authentication: AnsweredCall['authentication'] = 'refused';
  try {
    const { name, labels } = matchOperation(request.method, request.rawPath);
    authentication = authenticate(request, settings.authority);
    const query = new URLSearchParams(request.rawQuery);
    const { headers, body } = request;
    return { authentication, answer: operationTable[name]({ ...settings, labels, query, headers, body }) };
  } catch (error) {
    if (!(error instanceof BedrockProblem)) throw error;
    return { authentication, answer: problemAnswer(error, settings.requestId) };
  }
}
