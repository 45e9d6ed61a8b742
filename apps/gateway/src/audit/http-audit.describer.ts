import { AuditDescriber, type AuditOpening } from '@app/audit';
import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { invocationOf } from '../exchange/invocation.js';
import { operationOf } from '../inference/operations.js';
import { requestedMethod } from '../inference/read-routing-headers.js';

/** Says who asked for what, as far as the head of a request tells. */
@Injectable()
export class HttpAuditDescriber extends AuditDescriber {
  override describe(context: ExecutionContext): AuditOpening | undefined {
    return this.describeRequest(context.switchToHttp().getRequest<Request>());
  }

  override statusOf(context: ExecutionContext): number {
    return context.switchToHttp().getResponse<Response>().statusCode;
  }

  /** Undefined for requests without a verified token, and for paths that leave no record. */
  describeRequest(request: Request): AuditOpening | undefined {
    const { user: caller, exchange } = request;
    const userArn = invocationOf(request)?.userArn;
    const operation = operationOf(request);
    if (!caller || !operation) return undefined;
    return {
      requestId: exchange.requestId,
      subject: caller.subject,
      sourceIP: request.socket.remoteAddress ?? 'unknown',
      operation: operation.name,
      streamed: operation.streamed,
      requestedRoute: requestedMethod(request),
      ...(userArn !== undefined && { userArn }),
      ...(caller.tenant !== undefined && { tenant: caller.tenant }),
      ...(caller.tokenId !== undefined && { tokenId: caller.tokenId }),
      ...(exchange.clientRequestId !== undefined && { clientRequestId: exchange.clientRequestId }),
    };
  }
}
