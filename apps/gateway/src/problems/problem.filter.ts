import { AuditTrail } from '@app/audit';
import { Catch, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isBedrockPath } from '../native/bedrock-paths.js';
import { HttpAuditDescriber } from '../audit/http-audit.describer.js';
import { endingOf } from '../audit/ending-of.js';
import { describeError } from '../logs/describe-error.js';
import { RequestLog } from '../telemetry/request-log.js';
import { drainUpload } from './drain-upload.js';
import { CallerLimitedError, TooManyInFlightError } from './errors.js';
import { writeNativeProblem } from './native-problem.js';
import { OverloadLog } from './overload-log.js';
import { ProblemCounts } from './problem-counts.js';
import { problemDocument, type Problem } from './problem.js';
import { DEFECT } from './problem.table.js';
import { reasonOf } from './reason-of.js';
import { problemOf } from './to-problem.js';

/** The one place where an error becomes an HTTP answer, a line in the log and the end of an audit record. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');
  private readonly overload = new OverloadLog();
  private readonly callersLimited = new OverloadLog();

  constructor(
    private readonly trail: AuditTrail,
    private readonly describer: HttpAuditDescriber,
    private readonly counts: ProblemCounts,
    @Optional() private readonly requestLog?: RequestLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  /** Answers a request that has come to an error, wherever that was. */
  answer(error: unknown, request: Request, response: Response): void {
    const problem = problemOf(error, request);
    this.counts.add(problem.status);
    this.log(error, problem, request);
    this.record(problem, request);
    drainUpload(request);
    if (response.headersSent) response.destroy();
    else write(problem, request, response);
  }

  /** One record per authenticated request: a refusal by a guard has none yet. */
  private record(problem: Problem, request: Request): void {
    const opening = this.describer.describeRequest(request);
    const entry = this.trail.entryOf(request) ?? (opening && this.trail.open(request, opening));
    entry?.finish(endingOf(problem, request.exchange));
  }

  /** Fixed words only: messages of errors from below may hold what must not be in a log. */
  private log(error: unknown, problem: Problem, { exchange, user }: Request): void {
    const { status, type, upstreamRequestId } = problem;
    const flood = this.floodOf(error);
    const refused = flood ? flood.count() : 1;
    if (refused === undefined) return;
    const line = {
      event: 'problem',
      requestId: exchange.requestId,
      status,
      type,
      attempts: exchange.trace.toString(),
      upstreamRequestId,
      ...this.requestLog?.namesOf(user),
      ...reasonOf(error),
      ...(refused > 1 && { refused }),
    };
    if (problem !== DEFECT) this.logger.warn(line);
    else this.logger.error({ ...line, ...describeError(error) });
  }

  /** Refusals that come in floods share a line a second: one for all requests, or for all callers, that found no room. */
  private floodOf(error: unknown): OverloadLog | undefined {
    if (error instanceof TooManyInFlightError) return this.overload;
    return error instanceof CallerLimitedError ? this.callersLimited : undefined;
  }
}

function write(problem: Problem, request: Request, response: Response): void {
  const { exchange } = request;
  const { status, type, retryAfterSeconds, challenge, upstreamRequestId } = problem;
  const { inferenceProfileId, trace } = exchange;
  if (trace.attempts.length > 0) response.setHeader('X-Routing-Attempts', trace.toString());
  if (inferenceProfileId !== undefined) response.setHeader('X-Inference-Profile', inferenceProfileId);
  if (upstreamRequestId !== undefined) response.setHeader('X-Upstream-Request-ID', upstreamRequestId);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  if (challenge !== undefined) response.setHeader('WWW-Authenticate', challenge);
  response.status(status);
  if (isBedrockPath(request)) return writeNativeProblem(problem, exchange.requestId, response);
  response.setHeader('x-amzn-errortype', type);
  response.json(problemDocument(problem, request));
}
