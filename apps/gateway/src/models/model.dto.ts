import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Something that can be called, by the id to call it by. */
export class ModelDto {
  @ApiProperty({ example: 'us.anthropic.claude-opus-4-1-20250805-v1:0' })
  modelId!: string;

  @ApiPropertyOptional({ description: 'It can be called and looked up by its ARN as well.' })
  arn?: string;

  @ApiProperty({ example: 'US Claude Opus 4.1' })
  name!: string;

  @ApiProperty({ enum: ['foundation-model', 'inference-profile'] })
  kind!: 'foundation-model' | 'inference-profile';

  @ApiPropertyOptional({ example: 'Anthropic' })
  provider?: string;

  @ApiPropertyOptional({ type: [String], example: ['TEXT', 'IMAGE'] })
  inputModalities?: string[];

  @ApiPropertyOptional({ type: [String], example: ['TEXT'] })
  outputModalities?: string[];

  @ApiPropertyOptional({ description: 'Whether answers can be streamed.' })
  streaming?: boolean;

  @ApiPropertyOptional({ description: 'Of a model: whether it runs by an inference profile only.' })
  needsProfile?: boolean;

  @ApiPropertyOptional({
    description:
      'Of such a model: the system-defined profile that the gateway puts in when the model is called by its own id.',
    example: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
  })
  inferenceProfileId?: string;

  @ApiPropertyOptional({ example: 'ACTIVE' })
  lifecycle?: string;

  @ApiPropertyOptional({ type: [String], description: 'Of a profile: ARNs of the models behind it.' })
  models?: string[];

  @ApiProperty({ description: 'Whether the token grants it: by its own id, or by every model behind it.' })
  callable!: boolean;
}

/** What this caller may call. */
export class ModelListDto {
  @ApiProperty({ type: [ModelDto] })
  models!: ModelDto[];
}
