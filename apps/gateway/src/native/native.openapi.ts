import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { ApiRoutingHeaders } from '../inference/invoke.openapi.js';
import { ApiProblemsOf } from '../problems/problem.openapi.js';

/** An error on Bedrock's own paths: Bedrock's, or the gateway's in Bedrock's shape. The type is in `x-amzn-errortype`. */
export class NativeProblemDto {
  @ApiProperty({ example: 'Too many requests' })
  message!: string;
}

const OF_EVERY_CALL = [400, 401, 403, 404, 429, 500, 502, 503];
const OF_A_BODY = [413, 415, 424];
/** There is no 504 here: AWS SDKs send one again, and that is paid again. */
const TIMED_OUT = 'The model took too long, or the deadline has passed.';

/**
 * Documents what all native paths of one method have in common; `documentNativePaths` says what is different about
 * each. Bodies are described by AWS, and pass untouched.
 */
export const ApiNative = (method: 'GET' | 'POST'): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiRoutingHeaders(),
    ApiOperation({
      description:
        "What an AWS SDK sends when its endpoint is the gateway. Bodies, frames and errors are Bedrock's own.",
    }),
    ApiResponse({ status: 200, description: "Bedrock's own answer." }),
    ApiResponse({ status: 408, type: NativeProblemDto, description: TIMED_OUT }),
    ApiProblemsOf(NativeProblemDto, ...OF_EVERY_CALL, ...(method === 'POST' ? OF_A_BODY : [])),
  );
