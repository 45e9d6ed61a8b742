import { hash } from 'node:crypto';
import { AuditTrail, type AuditEntry } from '@app/audit';
import { unlessAborted, type BedrockRequest, type Principal } from '@app/bedrock';
import { Router, type Deadline, type RoutedReply, type RoutePlan } from '@app/routing';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerTokenOf } from '../auth/bearer-token.js';
import { principalOf, type Caller } from '../auth/caller.js';
import { grantsModel, mayBeGranted } from '../auth/grants-model.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { invocationOf, timeLeftMs } from '../exchange/invocation.js';
import { DataClassDeniedError, ModelDeniedError } from '../problems/errors.js';
import { checkOutputLimit } from './check-output-limit.js';
import { ModelRouter } from './model-router.js';
import { operationOf } from './operations.js';
import { readRoutingHeaders } from './read-routing-headers.js';

/** What has been decided about a request before its body is read. */
export interface Admission {
  readonly dataClass: string;
  readonly plan: RoutePlan;
  readonly deadline: Deadline;
  /** For a sibling function, which verifies it again. */
  readonly callerToken: string;
  /** For whom Bedrock is called, where the commercial credentials tell callers apart. */
  readonly principal: Principal;
  readonly requestId: string;
}

/**
 * The one way to Bedrock, for every kind of path: policy first, then the audit record, then the call.
 *
 * @example
 * const admission = calls.admit(request);
 * const { route, reply } = await calls.send(request, admission, { operation: 'InvokeModel', modelId, headers, body });
 */
@Injectable()
export class GovernedCalls {
  constructor(
    private readonly router: Router,
    private readonly trail: AuditTrail,
    private readonly config: GatewayConfig,
    private readonly models: ModelRouter,
  ) {}

  /**
   * Decides by the head of a request whether it may be sent at all, and which ways it may take.
   *
   * @throws {RequestInvalidError} @throws {DataClassUnknownError} for headers that are wrong.
   * @throws {DataClassDeniedError} @throws {RouteDeniedError} for what the token or the policy do not grant.
   * @throws {RouteUnavailableError} if a permitted route is not configured, and no other is left.
   */
  admit(request: Request): Admission {
    const { exchange } = request;
    const caller = callerOf(request);
    const wish = readRoutingHeaders(request);
    const dataClass = this.router.resolveDataClass(wish.dataClass, caller.classifications);
    this.trail.entryOf(request)?.note({ dataClassification: dataClass });
    if (!caller.classifications.has(dataClass)) throw new DataClassDeniedError();
    const { method, fallbackAllowed } = wish;
    const plan = this.router.plan({ method, fallbackAllowed, grantedRoutes: caller.routes, dataClass });
    const deadline = exchange.startDeadline(Math.min(wish.timeoutMs ?? Infinity, this.mostTimeMs(request)));
    const callerToken = bearerTokenOf(request);
    return { dataClass, plan, deadline, callerToken, principal: principalOf(caller), requestId: exchange.requestId };
  }

  private mostTimeMs(request: Request): number {
    const streamed = operationOf(request)?.streamed === true;
    return Math.min(this.config.limits.requestTimeoutMs, timeLeftMs(invocationOf(request), streamed));
  }

  /**
   * Puts the request on record, then sends it. Nothing leaves before the record is durable.
   *
   * @throws {OutputLimitError} @throws {RequestInvalidError} if it does not keep to the operator's ceiling.
   * @throws {ModelDeniedError} if the token does not grant the model.
   * @throws {AuditUnavailableError} if the record is not durable.
   * @throws as `Router.send` does.
   */
  async send(request: Request, admission: Admission, call: BedrockRequest): Promise<RoutedReply> {
    const { exchange } = request;
    const entry = this.entryOf(request);
    entry.note({ modelId: call.modelId, requestFingerprint: fingerprintOf(call.body) });
    checkOutputLimit(call, this.config.limits.maxOutputTokens);
    await this.checkModel(request, admission, call.modelId);
    await this.begin(entry, admission);
    const { trace } = exchange;
    const routed = await this.models.send({ call, ...admission, trace }, (inferenceProfileId) => {
      exchange.inferenceProfileId = inferenceProfileId;
      entry.note({ inferenceProfileId });
    });
    entry.note({
      routingMethod: routed.route,
      upstreamRequestId: routed.reply.upstreamRequestId,
      attempts: trace.attempts,
    });
    return routed;
  }

  /** By the id itself, without asking anybody, wherever that settles it. */
  private async checkModel(request: Request, admission: Admission, modelId: string | undefined): Promise<void> {
    const { models: globs } = callerOf(request);
    if (modelId === undefined || grantsModel(globs, modelId)) return;
    if (!mayBeGranted(globs, modelId)) throw new ModelDeniedError();
    // Bedrock is asked what is behind the id: that, too, leaves only what is on record.
    await this.begin(this.entryOf(request), admission);
    const behind = await this.models.modelsBehind(modelId, admission);
    if (!grantsModel(globs, modelId, behind)) throw new ModelDeniedError();
  }

  private begin(entry: AuditEntry, { deadline }: Admission): Promise<void> {
    return unlessAborted(entry.begin(deadline.signal), deadline.signal);
  }

  private entryOf(request: Request): AuditEntry {
    const entry = this.trail.entryOf(request);
    if (!entry) throw new Error('No audit record was opened for a call to Bedrock');
    return entry;
  }
}

function callerOf({ user }: Request): Caller {
  if (!user) throw new Error('A call to Bedrock needs a verified caller');
  return user;
}

function fingerprintOf(body: Uint8Array | undefined): string | undefined {
  return body && hash('sha256', body, 'hex');
}
