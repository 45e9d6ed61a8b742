import type { ExecutionContext } from '@nestjs/common';
import type { AuditOpening } from './audit-record.js';

/**
 * Tells the interceptor what a request is about. The application provides it, because it knows callers and paths.
 *
 * @example
 * class HttpAuditDescriber extends AuditDescriber {
 *   describe(context) {
 *     const request = context.switchToHttp().getRequest();
 *     return request.caller && { requestId: request.id, subject: request.caller.subject, ... };
 *   }
 *   statusOf(context) {
 *     return context.switchToHttp().getResponse().statusCode;
 *   }
 * }
 */
export abstract class AuditDescriber {
  /** What is known on the way in; `undefined` if this request leaves no record (`/health`, `/docs`). Must not throw. */
  abstract describe(context: ExecutionContext): AuditOpening | undefined;

  /** The HTTP status that the answer carries, asked when the handler is done. Must not throw. */
  abstract statusOf(context: ExecutionContext): number;
}
