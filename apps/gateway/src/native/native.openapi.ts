import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiRoutingHeaders } from '../inference/invoke.openapi.js';

/** Documents an operation of Bedrock's own: its body is described by AWS, and passes untouched. */
export const ApiNative = (mediaType: string): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiRoutingHeaders(),
    ApiOperation({
      summary: 'As the Amazon Bedrock API reference says',
      description:
        'What an AWS SDK sends when its endpoint is the gateway. Bodies, frames and errors are Bedrock\u2019s own.',
      externalDocs: { url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/' },
    }),
    ApiResponse({ status: 200, description: "Bedrock's own answer.", content: { [mediaType]: {} } }),
    ApiResponse({
      status: 'default',
      description: "Bedrock's own error, or the gateway's in Bedrock's shape; the type is in `x-amzn-errortype`.",
      content: { 'application/json': { schema: { type: 'object', properties: { message: { type: 'string' } } } } },
    }),
  );
