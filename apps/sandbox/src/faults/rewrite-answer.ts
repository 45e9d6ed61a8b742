import type { JsonObject } from '../json/json-object.js';
import type { Answer, AnswerHeaders } from '../bedrock/answer.js';
import { BedrockProblem, problemAnswer } from '../bedrock/bedrock-problem.js';
import type { BedrockErrorName } from '../bedrock/bedrock-problem.js';
import { exceptionFrame, withWrongCrc } from '../bedrock/event-stream-frames.js';
import { defaultDelayMs } from './fault.js';
import type { ExceptionType, Fault, FaultName } from './fault.js';
import { first, halved, inDrops, meddle, play, slowly } from './play-answer.js';
import type { Step } from './step.js';

/** Twice what the gateway takes as the head of an answer. */
const hugeHeaderBytes = 32 * 1024;

/** Turns an answer into what is really done under a fault. */
type Rewrite<N extends FaultName> = (fault: Fault<N>, answer: Answer, requestId: string) => Iterable<Step>;

const rewrites: { readonly [N in FaultName]: Rewrite<N> } = {
  none: (_, answer) => play(answer),
  // Requests that came before the listener closed lose their connection; what is written to it is lost too.
  down: (_, answer) => play(answer),
  flood: (_, answer) => play(answer),
  reset: () => [{ do: 'reset' }],
  'reset-after-headers': (_, answer) => [head(answer, 200), { do: 'reset' }],
  throttle: ({ retryAfterSeconds }, _, requestId) =>
    problem(
      'ThrottlingException',
      'Too many requests, please wait before trying again.',
      requestId,
      retryAfter(retryAfterSeconds),
    ),
  error: (_, __, requestId) =>
    problem(
      'InternalServerException',
      'The system encountered an unexpected error during processing. Try your request again.',
      requestId,
    ),
  expired: ({ delayMs = 0 }, _, requestId) =>
    first(
      { do: 'wait', delayMs },
      problem('ExpiredTokenException', 'The security token included in the request is expired', requestId),
    ),
  denied: (_, __, requestId) =>
    problem('AccessDeniedException', "You don't have access to the model with the specified model ID.", requestId),
  invalid: (_, __, requestId) => problem('ValidationException', 'The input is not valid for the model.', requestId),
  'not-found': (_, __, requestId) =>
    problem('ResourceNotFoundException', 'Could not resolve the model from its identifier.', requestId),
  'not-ready': (_, __, requestId) =>
    problem(
      'ModelNotReadyException',
      'The model is not ready for inference. Wait and try your request again.',
      requestId,
    ),
  timeout: (_, __, requestId) =>
    problem(
      'ModelTimeoutException',
      'Model has timed out in processing the request. Try your request again.',
      requestId,
    ),
  unavailable: (_, __, requestId) =>
    problem('ServiceUnavailableException', 'The service is temporarily unable to handle the request.', requestId),
  'model-error': (_, __, requestId) => play(modelError(requestId)),
  'huge-header': (_, answer) =>
    play({ ...answer, headers: { ...answer.headers, 'x-filler': 'x'.repeat(hugeHeaderBytes) } }),
  html: () => play(page(200)),
  'html-502': () => play(page(502)),
  slow: ({ delayMs = defaultDelayMs }, answer) => slowly(play(answer), delayMs),
  late: ({ delayMs = defaultDelayMs }, answer) => first({ do: 'wait', delayMs }, play(answer)),
  drip: ({ chunkBytes = 64, delayMs = 20 }, answer) => inDrops(play(answer), chunkBytes, delayMs),
  stall: ({ after = 0 }, answer) =>
    after === 0 ? first({ do: 'hold' }, play(answer)) : meddle(halved(answer), after, hold),
  cut: ({ after = 1 }, answer) =>
    answer.kind === 'whole' ? meddle(halved(answer), 1, hangUp) : meddle(answer, after, breakOff),
  exception: ({ after = 1, exceptionType = 'modelStreamErrorException' }, answer) =>
    answer.kind === 'whole' ? play(answer) : meddle(answer, after, () => endIn(exceptionType)),
  crc: ({ after = 1 }, answer) => (answer.kind === 'whole' ? play(answer) : meddle(answer, after, damage)),
};

/** What a stream ends in, by the exception of its last frame; no words are those of a refusal before the stream. */
const streamEnds: Readonly<Record<ExceptionType, JsonObject>> = {
  internalServerException: { message: 'The stream ended in an internal error.' },
  modelStreamErrorException: {
    message: 'The model stream failed.',
    originalStatusCode: 500,
    originalMessage: 'injected',
  },
  modelTimeoutException: { message: 'The model took too long to go on.' },
  serviceUnavailableException: { message: 'The service became unavailable.' },
  throttlingException: { message: 'Too many tokens, please wait before trying again.' },
  validationException: { message: 'The input turned out to be invalid.' },
};

/**
 * What a server does to answer under a fault. Steps are made as they are asked for, so a long stream costs no memory.
 * The fault `flood` is not seen here: it makes the stream long before it comes here.
 */
export function rewriteAnswer<N extends FaultName>(fault: Fault<N>, answer: Answer, requestId: string): Iterable<Step> {
  const name: N = fault.fault;
  return rewrites[name](fault, answer, requestId);
}

function head({ headers }: Answer, status: number): Step {
  return { do: 'head', status, headers };
}

function hold(frame: Buffer | undefined): Iterable<Step> {
  return frame === undefined ? [{ do: 'hold' }] : [{ do: 'hold' }, { do: 'write', bytes: frame }];
}

function breakOff(frame: Buffer | undefined): Iterable<Step> {
  const half: readonly Step[] =
    frame === undefined ? [] : [{ do: 'write', bytes: frame.subarray(0, Math.floor(frame.length / 2)) }];
  return [...half, { do: 'destroy' }];
}

function hangUp(): Iterable<Step> {
  return [{ do: 'destroy' }];
}

function endIn(exceptionType: ExceptionType): Iterable<Step> {
  return [{ do: 'write', bytes: exceptionFrame(exceptionType, streamEnds[exceptionType]) }, { do: 'end' }];
}

function damage(frame: Buffer | undefined): Iterable<Step> {
  return [{ do: 'write', bytes: withWrongCrc(frame ?? exceptionFrame('modelStreamErrorException', {})) }];
}

function problem(code: BedrockErrorName, message: string, requestId: string, headers?: AnswerHeaders): Iterable<Step> {
  return play(problemAnswer(new BedrockProblem(code, message), requestId, headers));
}

function retryAfter(seconds: number | undefined): AnswerHeaders {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

function modelError(requestId: string): Answer {
  const facts = { originalStatusCode: 500, resourceName: 'injected' };
  const message = 'The model returned an error while processing the request.';
  return problemAnswer(new BedrockProblem('ModelErrorException', message, facts), requestId);
}

/** What stands in the way of the service answers like this: a page, and nothing of Bedrock's. */
function page(status: number): Answer {
  const body = Buffer.from('<!doctype html><title>Sign in to the network</title>');
  return { kind: 'whole', status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
