import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { isBedrockPath } from './bedrock-paths.js';
import { UnknownOperationsController } from './unknown-operations.controller.js';

/**
 * Tells paths that are nobody's from those of Bedrock that are not offered: the former do not exist for anybody, token or
 * not. The first guard.
 */
@Injectable()
export class BedrockPathGuard implements CanActivate {
  /** @throws {NotFoundException} as Nest does for a path without a handler. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (context.getClass() === UnknownOperationsController && !isBedrockPath(request)) throw new NotFoundException();
    return true;
  }
}
