import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OUTCOMES } from './read-audit-query.js';

/** One try on one route. */
export class AuditAttemptDto {
  @ApiProperty({ example: 'vpn' })
  route!: string;

  @ApiProperty({ example: 'direct' })
  transport!: string;

  @ApiProperty()
  startedAtEpochMs!: number;

  @ApiProperty()
  durationMs!: number;

  @ApiProperty({ example: 'ok' })
  outcome!: string;
}

/** The record of one request, as it is on record. What was never known is absent. */
export class AuditRecordDto {
  @ApiProperty({ format: 'uuid' })
  requestId!: string;

  @ApiProperty({ format: 'date-time' })
  timestamp!: string;

  @ApiProperty({ example: 'app-one' })
  subject!: string;

  @ApiPropertyOptional()
  tenant?: string;

  @ApiPropertyOptional()
  tokenId?: string;

  @ApiPropertyOptional()
  userArn?: string;

  @ApiProperty()
  sourceIP!: string;

  @ApiPropertyOptional()
  clientRequestId?: string;

  @ApiProperty({ example: 'InvokeModel' })
  operation!: string;

  @ApiPropertyOptional({ example: 'us.amazon.nova-premier-v1:0' })
  modelId?: string;

  @ApiPropertyOptional()
  inferenceProfileId?: string;

  @ApiPropertyOptional({ example: 'internal' })
  dataClassification?: string;

  @ApiProperty({ enum: ['auto', 'internet', 'vpn'] })
  requestedRoute!: string;

  @ApiPropertyOptional({ enum: ['internet', 'vpn'], description: 'The route that answered.' })
  routingMethod?: string;

  @ApiProperty({ type: [AuditAttemptDto] })
  attempts!: AuditAttemptDto[];

  @ApiProperty({ example: 'govcloud' })
  sourcePartition!: string;

  @ApiProperty({ example: 'commercial' })
  destinationPartition!: string;

  @ApiProperty()
  streamed!: boolean;

  @ApiProperty({ description: 'Bytes of the body that came in.' })
  requestSize!: number;

  @ApiPropertyOptional({ description: 'Bytes of the body that went out.' })
  responseSize?: number;

  @ApiPropertyOptional({ description: 'Milliseconds, from the first to the last byte.' })
  latency?: number;

  @ApiPropertyOptional()
  firstByteMs?: number;

  @ApiProperty({ enum: OUTCOMES, description: '`started`: at work still, or its process died.' })
  outcome!: string;

  @ApiPropertyOptional()
  success?: boolean;

  @ApiPropertyOptional({ description: '499: the caller went away.' })
  statusCode?: number;

  @ApiPropertyOptional({ example: 'ThrottlingException' })
  errorType?: string;

  @ApiPropertyOptional({ description: 'SHA-256 of the bytes sent to Bedrock.' })
  requestFingerprint?: string;

  @ApiPropertyOptional()
  upstreamRequestId?: string;

  @ApiPropertyOptional()
  inputTokens?: number;

  @ApiPropertyOptional()
  outputTokens?: number;

  @ApiPropertyOptional()
  cacheReadTokens?: number;

  @ApiPropertyOptional()
  cacheWriteTokens?: number;

  @ApiProperty({ description: 'Epoch seconds after which the store may drop the record.' })
  ttl!: number;

  @ApiProperty({ example: '0.1.0' })
  gatewayVersion!: string;
}

/** A page of records. */
export class AuditPageDto {
  @ApiProperty({ type: [AuditRecordDto], description: 'Newest first.' })
  requests!: AuditRecordDto[];

  @ApiPropertyOptional({
    description: 'Asks for the next page, with the same parameters. A page may be short, or empty, and still have one.',
  })
  nextCursor?: string;
}
