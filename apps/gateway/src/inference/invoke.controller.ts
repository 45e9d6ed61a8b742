import { AuditTrail } from '@app/audit';
import type { BedrockOperation } from '@app/bedrock';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { GovernedCalls } from './governed-calls.js';
import { ApiInvoke, ApiInvokeStream } from './invoke.openapi.js';
import { PREFIXES } from './prefixes.js';
import { JSON_BODY, readBody } from './read-body.js';
import { readEnvelope } from './read-envelope.js';
import { ReplyDelivery } from './reply-delivery.js';
import { chooseStreamWriter } from './choose-stream-writer.js';
import type { ReplyWriter } from './reply-writers/reply-writer.js';
import { writeBytes } from './reply-writers/write-bytes.js';

/** Which operation of Bedrock a path stands for, and how its reply is written. */
interface InvokeCall {
  readonly operation: BedrockOperation;
  readonly write: ReplyWriter;
}

/** The seed paths: one envelope for every model. */
@ApiTags('Inference')
@Controller(PREFIXES)
export class InvokeController {
  constructor(
    private readonly calls: GovernedCalls,
    private readonly delivery: ReplyDelivery,
    private readonly trail: AuditTrail,
    private readonly config: GatewayConfig,
  ) {}

  @Post(['bedrock/invoke', 'bedrock/invoke-model'])
  @RequirePermission('bedrock:invoke')
  @ApiInvoke()
  invoke(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.run(request, response, { operation: 'InvokeModel', write: writeBytes });
  }

  @Post(['bedrock/invoke-stream', 'bedrock/invoke-model-with-response-stream'])
  @RequirePermission('bedrock:invoke-stream')
  @ApiInvokeStream()
  invokeStream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const call = { operation: 'InvokeModelWithResponseStream', write: chooseStreamWriter(request) } as const;
    return this.run(request, response, call);
  }

  private async run(request: Request, response: Response, { operation, write }: InvokeCall): Promise<void> {
    const admission = this.calls.admit(request);
    const { maxBodyBytes } = this.config.limits;
    const bytes = await readBody(request, JSON_BODY, maxBodyBytes, admission.deadline.signal);
    this.trail.entryOf(request)?.note({ requestSize: bytes.length });
    const { modelId, body, contentType, accept } = readEnvelope(bytes);
    const headers = { 'content-type': contentType, ...acceptHeader(operation, accept) };
    const routed = await this.calls.send(request, admission, { operation, modelId, headers, body });
    await this.delivery.deliver(request, response, routed, write);
  }
}

/** A stream's own media type is Bedrock's; what the caller wants inside it goes in a header of its own. */
function acceptHeader(operation: BedrockOperation, accept: string): Record<string, string> {
  return operation === 'InvokeModel' ? { accept } : { 'x-amzn-bedrock-accept': accept };
}
