import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, ApiResponse } from '@nestjs/swagger';

/** The part of an error document that says what went wrong. */
export class ProblemErrorDto {
  @ApiProperty({ example: 'ThrottlingException' })
  type!: string;

  @ApiProperty({ example: 'Too many requests' })
  message!: string;

  @ApiProperty({ description: 'Whether sending the same request again may help.' })
  retryable!: boolean;

  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  details!: Record<string, unknown>;
}

/** The error document of the seed paths. */
export class ProblemDto {
  @ApiProperty({ example: 429 })
  statusCode!: number;

  @ApiProperty()
  error!: ProblemErrorDto;

  @ApiProperty({ format: 'uuid' })
  requestId!: string;

  @ApiProperty({ enum: ['auto', 'internet', 'vpn'] })
  routingMethod!: string;

  @ApiProperty({ format: 'date-time' })
  timestamp!: string;
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'A body, header or id is wrong; the error names it.',
  401: 'No token, or one that does not verify.',
  403: 'The token or the data class do not allow this.',
  404: 'No such model.',
  408: 'The model took too long, or the request came too slowly.',
  413: 'The body, the URL or the headers are over the limit.',
  415: 'The body is not JSON.',
  424: 'The model failed.',
  429: 'Too many requests; see `Retry-After`.',
  500: 'The gateway, or Bedrock, failed.',
  502: 'No route asked for reached Bedrock.',
  503: 'No permitted route, audit store or credentials are available now.',
  504: 'The deadline has passed.',
};

/** Documents the error answers of a seed path. */
export const ApiProblems = (...statuses: number[]): MethodDecorator => ApiProblemsOf(ProblemDto, ...statuses);

/** Documents the error answers of a path whose errors have this shape. */
export const ApiProblemsOf = (type: Type, ...statuses: number[]): MethodDecorator =>
  applyDecorators(...statuses.map((status) => ApiResponse({ status, type, description: MEANINGS[status] ?? '' })));
