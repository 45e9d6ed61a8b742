import { AuditTrail } from '@app/audit';
import { describeOperation, type BedrockOperation, type BedrockRequest } from '@app/bedrock';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { GovernedCalls } from '../inference/governed-calls.js';
import { nativeOperationOf } from '../inference/operations.js';
import { JSON_BODY, MODEL_BODY, readBody } from '../inference/read-body.js';
import { readJsonObject } from '../inference/read-json-object.js';
import { ReplyDelivery } from '../inference/reply-delivery.js';
import { writeBytes } from '../inference/reply-writers/write-bytes.js';
import { NATIVE_PREFIXES } from './bedrock-paths.js';
import { patternsFor } from './native-operations.js';
import { ApiNative } from './native.openapi.js';
import { readNativeCall } from './read-native-call.js';

/** Their body is the model's own, whatever that is; of all others, Bedrock itself reads JSON. */
const TAKES_ANY_BODY: ReadonlySet<BedrockOperation> = new Set(['InvokeModel', 'InvokeModelWithResponseStream']);

/** Bedrock's own paths: what an AWS SDK sends when its endpoint is the gateway. Bodies and frames pass untouched. */
@ApiTags('Native Bedrock')
@Controller(NATIVE_PREFIXES)
export class NativeController {
  constructor(
    private readonly calls: GovernedCalls,
    private readonly delivery: ReplyDelivery,
    private readonly trail: AuditTrail,
    private readonly config: GatewayConfig,
  ) {}

  @Post(patternsFor('bedrock:invoke'))
  @RequirePermission('bedrock:invoke')
  @ApiNative('POST')
  invoke(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.run(request, response);
  }

  @Post(patternsFor('bedrock:invoke-stream'))
  @RequirePermission('bedrock:invoke-stream')
  @ApiNative('POST')
  stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.run(request, response);
  }

  @Get(patternsFor('bedrock:list-models'))
  @RequirePermission('bedrock:list-models')
  @ApiNative('GET')
  read(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.run(request, response);
  }

  private async run(request: Request, response: Response): Promise<void> {
    const operation = nativeOperationOf(request);
    const head = readNativeCall(request, operation);
    this.trail.entryOf(request)?.note({ modelId: head.modelId });
    const admission = this.calls.admit(request);
    const call = await this.withBody(request, head, admission.deadline.signal);
    const routed = await this.calls.send(request, admission, call);
    response.setHeader('x-amzn-requestid', routed.reply.upstreamRequestId);
    await this.delivery.deliver(request, response, routed, writeBytes);
  }

  private async withBody(request: Request, head: BedrockRequest, signal: AbortSignal): Promise<BedrockRequest> {
    if (describeOperation(head.operation).method === 'GET') return head;
    const isOpaque = TAKES_ANY_BODY.has(head.operation);
    const body = await readBody(request, isOpaque ? MODEL_BODY : JSON_BODY, this.config.limits.maxBodyBytes, signal);
    this.trail.entryOf(request)?.note({ requestSize: body.length });
    if (!isOpaque) readJsonObject(body);
    return { ...head, body };
  }
}
