import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsNotEmpty,
  IsString,
  Matches,
  MaxLength,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

/** RFC 9110, section 8.3.1: media type with its parameters; nothing that could end a header line. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;[ \t]*[\w!#$&^.+-]+=[\w!#$&^.+"-]+)*$/;

/** RFC 9110, section 12.5.1: one media range. AWS's own examples of `InvokeModel` ask for any type. */
const MEDIA_RANGE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:[ \t]*;[ \t]*[\w!#$&^.+-]+=[\w!#$&^.+"-]+)*$/;

/** Left out is fine. `IsOptional` would let `null` pass as well, which is no string. */
const ValidateIfGiven = (): PropertyDecorator => ValidateIf((_fields, value) => value !== undefined);

@ValidatorConstraint({ name: 'isModelBody' })
class IsModelBody implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'string') return value.isWellFormed();
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  /** A lone surrogate has no UTF-8: what went out would not be what was written. */
  defaultMessage({ value }: ValidationArguments): string {
    return typeof value === 'string' ? 'must be well-formed Unicode' : 'must be an object or a string';
  }
}

/**
 * The envelope of the seed paths: which model, and its own request body. Of the faults of a field the one is told whose
 * decorator stands last: decorators are applied from the last to the first.
 */
export class InvokeRequestDto {
  @ApiProperty({
    description: 'Model id, inference profile id, or ARN of either.',
    example: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
    maxLength: 2048,
  })
  @IsNotEmpty({ message: 'must not be empty' })
  @IsString({ message: 'must be a string' })
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
  @ValidateIfGiven()
  @Matches(MEDIA_TYPE, { message: 'must be a media type' })
  @MaxLength(256, { message: 'is too long' })
  @IsString({ message: 'must be a string' })
  contentType?: string;

  @ApiPropertyOptional({ description: 'Media type wanted from the model.', example: 'application/json' })
  @ValidateIfGiven()
  @Matches(MEDIA_RANGE, { message: 'must be a media type' })
  @MaxLength(256, { message: 'is too long' })
  @IsString({ message: 'must be a string' })
  accept?: string;
}
