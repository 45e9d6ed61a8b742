import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';
import { AuditDescriber } from './audit-describer.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditTrail } from './audit-trail.js';

/**
 * Opens the record of each audited request, and finishes it when the handler is done and nobody has finished it before.
 *
 * An error is left to the exception filter, which knows the status that comes of it. Refusals by a guard never get
 * here (guards run first): the filter opens and finishes those.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly trail: AuditTrail,
    private readonly describer: AuditDescriber,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const opening = this.describer.describe(context);
    if (opening === undefined) return next.handle();
    const entry = this.trail.open(context.switchToHttp().getRequest<object>(), opening);
    return next.handle().pipe(tap({ complete: () => this.#finish(entry, context) }));
  }

  #finish(entry: AuditEntry, context: ExecutionContext): void {
    const statusCode = this.describer.statusOf(context);
    entry.finish({ outcome: statusCode < 400 ? 'complete' : 'failed', statusCode });
  }
}
