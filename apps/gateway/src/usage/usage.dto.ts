import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What was used on one day, of one model, by one tenant, on one route. */
export class UsageRowDto {
  @ApiProperty({ format: 'date', description: 'In UTC.' })
  day!: string;

  @ApiProperty({ example: 'us.amazon.nova-premier-v1:0', description: '`other`: requests refused as wrong.' })
  model!: string;

  @ApiPropertyOptional()
  tenant?: string;

  @ApiPropertyOptional({ enum: ['internet', 'vpn'], description: 'The route that answered; absent where none did.' })
  route?: string;

  @ApiProperty()
  requests!: number;

  @ApiProperty({ description: 'Of these, not answered in full with a status below 400.' })
  errors!: number;

  @ApiProperty()
  inputTokens!: number;

  @ApiProperty()
  outputTokens!: number;

  @ApiProperty()
  cacheReadTokens!: number;

  @ApiProperty()
  cacheWriteTokens!: number;

  @ApiPropertyOptional({ description: 'By the operator’s own prices; absent for a model that has none.' })
  estimatedCostUsd?: number;
}

/** What was used. */
export class UsageDto {
  @ApiProperty({ type: [UsageRowDto] })
  usage!: UsageRowDto[];

  @ApiProperty({ enum: ['counters', 'records'] })
  source!: string;
}
