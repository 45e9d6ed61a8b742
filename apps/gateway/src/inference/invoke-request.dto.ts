import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';

/** RFC 9110 media type, parameters included; nothing that could end a header line. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+(?:\s*;\s*[\w!#$&^.+-]+=[\w!#$&^.+"-]+)*$/;

@ValidatorConstraint({ name: 'isModelBody' })
class IsModelBody implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'string') return value.isWellFormed();
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  defaultMessage(): string {
    return 'must be an object or a string';
  }
}

/** The envelope of the seed paths: which model, and its own request body. */
export class InvokeRequestDto {
  @ApiProperty({
    description: 'Model id, inference profile id, or ARN of either.',
    example: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
    maxLength: 2048,
  })
  @IsString({ message: 'must be a string' })
  @IsNotEmpty({ message: 'must not be empty' })
  modelId!: string;

  @ApiProperty({
    description: "The model's own request body: an object, sent as its own text, or a string, sent as it stands.",
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
    example: {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'Hello' }],
    },
  })
  @Validate(IsModelBody)
  body!: unknown;

  @ApiPropertyOptional({
    description: 'Media type of the body.',
    example: 'application/json',
    default: 'application/json',
  })
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @MaxLength(256, { message: 'is too long' })
  @Matches(MEDIA_TYPE, { message: 'must be a media type' })
  contentType?: string;

  @ApiPropertyOptional({ description: 'Media type wanted from the model.', example: 'application/json' })
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @MaxLength(256, { message: 'is too long' })
  @Matches(MEDIA_TYPE, { message: 'must be a media type' })
  accept?: string;
}
